"""The contracts of gold, read from dbt's YAML: what a dashboard may use, known without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.errors import ConfigurationError

_NOT_PERSONAL = frozenset({"P0", "P1"})  # the classes that may be published: none, or published by duty
_OTHER_SCHEMA = re.compile(r"\bschema\s*=\s*['\"](?!gold['\"])")
_VIEW = re.compile(r"\bmaterialized\s*=\s*['\"]view['\"]")


@dataclass(frozen=True, slots=True)
class GoldColumn:
    """One column that a gold product promises; `label` is how people read its name, null where the name itself will do."""

    name: str
    data_type: str
    description: str
    label: str | None
    lgpd: str | None


@dataclass(frozen=True, slots=True)
class GoldProduct:
    """One gold product; a public one may be read by people who did not log in, a view changes also between builds."""

    name: str
    description: str
    columns: tuple[GoldColumn, ...]
    public: bool = False
    is_view: bool = False

    @property
    def column_names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)


def read_products(project_dir: Path) -> dict[str, GoldProduct]:
    """Return the gold products by name; those of the restricted schema are not for dashboards, and bi_user cannot read them.

    Raises: ConfigurationError for a public product that holds personal data, or lies in the restricted schema.
    """
    products = {}
    for file in sorted((project_dir / "dbt" / "models" / "gold").rglob("*.yml")):
        for model in (read_document(file) or {}).get("models", []):
            query = file.with_name(f"{model['name']}.sql").read_text(encoding="utf-8")
            if not _OTHER_SCHEMA.search(query):
                products[model["name"]] = _product(model, _VIEW.search(query) is not None)
            elif _is_public(model):
                raise _not_for_the_public(model["name"], "está em um esquema restrito")
    return products


def _product(model: dict[str, Any], is_view: bool) -> GoldProduct:
    columns = tuple(
        GoldColumn(
            column["name"],
            column["data_type"],
            column["description"],
            column.get("config", {}).get("meta", {}).get("rotulo"),
            column.get("config", {}).get("meta", {}).get("lgpd"),
        )
        for column in model["columns"]
    )
    personal = [column.name for column in columns if column.lgpd not in _NOT_PERSONAL]
    if _is_public(model) and personal:
        raise _not_for_the_public(model["name"], f"tem {personal[0]}, que não é P0 nem P1")
    return GoldProduct(model["name"], model["description"], columns, _is_public(model), is_view)


def _is_public(model: dict[str, Any]) -> bool:
    return model.get("config", {}).get("meta", {}).get("publico") is True


def _not_for_the_public(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"gold.{name} está marcado como público, mas {why}",
        where="dbt/models/gold",
        todo="Tire `publico: true` ou o dado pessoal.",
    )


def read_titles(project_dir: Path) -> dict[str, str]:
    """Return the title of every dashboard and the last part of its address, in the order of titles."""
    files = sorted((project_dir / "dashboards" / "assets" / "dashboards").glob("*.yaml"))
    found = (read_document(file) for file in files)
    return dict(sorted((dashboard["dashboard_title"], dashboard["slug"]) for dashboard in found))
