"""The contracts of gold, read from dbt's YAML: what a dashboard may use, known without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_OTHER_SCHEMA = re.compile(r"\bschema\s*=\s*['\"](?!gold['\"])")


@dataclass(frozen=True, slots=True)
class GoldColumn:
    """One column that a gold product promises; `label` is how people read its name, null where the name itself will do."""

    name: str
    data_type: str
    description: str
    label: str | None


@dataclass(frozen=True, slots=True)
class GoldProduct:
    """One gold product."""

    name: str
    description: str
    columns: tuple[GoldColumn, ...]


def read_products(project_dir: Path) -> dict[str, GoldProduct]:
    """Return the gold products by name; those of the restricted schema are not for dashboards, and bi_user cannot read them."""
    products = {}
    for file in sorted((project_dir / "dbt" / "models" / "gold").rglob("*.yml")):
        for model in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("models", []):
            query = file.with_name(f"{model['name']}.sql").read_text(encoding="utf-8")
            if not _OTHER_SCHEMA.search(query):
                products[model["name"]] = _product(model)
    return products


def _product(model: dict[str, Any]) -> GoldProduct:
    columns = tuple(
        GoldColumn(
            column["name"],
            column["data_type"],
            column["description"],
            column.get("config", {}).get("meta", {}).get("rotulo"),
        )
        for column in model["columns"]
    )
    return GoldProduct(model["name"], model["description"], columns)
