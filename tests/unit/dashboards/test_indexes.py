"""Gold is indexed for every filter: a column by which a dashboard filters a chart leads an index of what the chart reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.settings import CHECKOUT

ASSETS = CHECKOUT / "dashboards" / "assets"
BODY = "orgao_chave"


def documents(kind: str) -> list[dict[str, Any]]:
    return [read_document(file) for file in (ASSETS / kind).rglob("*.yaml")]


@cache
def stored_columns() -> dict[str, tuple[str, frozenset[str]]]:
    """Return, by the dataset's uuid, its table and the columns that are stored, not computed by the dataset."""
    return {
        dataset["uuid"]: (
            dataset["table_name"],
            frozenset(column["column_name"] for column in dataset["columns"] if not column.get("expression")),
        )
        for dataset in documents("datasets")
    }


def filtered() -> Iterator[tuple[str, str]]:
    """Yield (table, column) of every native filter, in the charts that it reaches and in the list of its own values."""
    datasets = stored_columns()
    read_by = {chart["uuid"]: chart["dataset_uuid"] for chart in documents("charts")}
    for dashboard in documents("dashboards"):
        nodes = [node["meta"] for node in dashboard["position"].values() if isinstance(node, dict) and "meta" in node]
        for declared in dashboard["metadata"].get("native_filter_configuration", []):
            reached = {
                read_by[meta["uuid"]]
                for meta in nodes
                if meta.get("chartId") and meta["chartId"] not in declared["scope"]["excluded"]
            }
            for target in (target for target in declared["targets"] if "column" in target):
                for uuid in {target["datasetUuid"], *reached}:
                    table, columns = datasets[uuid]
                    # The body is chosen by its shown name; the rules of who sees which rows ask for the stored one.
                    column = target["column"]["name"].replace(f"{BODY}_rotulo", BODY)
                    if column in columns:
                        yield table, column


def served(model: Path) -> set[str]:
    """Return the columns that lead an index of a model, or stand right after the body, by which rows are kept apart."""
    statement = model.read_text(encoding="utf-8")
    columns = [re.findall(r"'(\w+)'", found) for found in re.findall(r"'columns': \[([^\]]*)\]", statement)]
    single = [
        name for found in re.findall(r"por_filtro\(\[([^\]]*)\]", statement) for name in re.findall(r"'(\w+)'", found)
    ]
    after_body = {found[1] for found in columns if found[0] == BODY and len(found) > 1}
    return {found[0] for found in columns} | after_body | set(single)


def test_every_column_that_dashboards_filter_by_leads_an_index() -> None:
    models = {file.stem: file for file in (CHECKOUT / "dbt" / "models" / "gold").rglob("*.sql")}
    wanted = {
        (table, column)
        for table, column in filtered()
        if "materialized='view'" not in models[table].read_text(encoding="utf-8")
    }

    assert len(wanted) > 140
    assert {(table, column) for table, column in wanted if column not in served(models[table])} == set()


def test_no_index_is_kept_for_a_filter_that_no_dashboard_has() -> None:
    wanted = set(filtered())
    for file in (CHECKOUT / "dbt" / "models" / "gold").rglob("*.sql"):
        for listed in re.findall(r"por_filtro\(\[([^\]]*)\]", file.read_text(encoding="utf-8")):
            assert {(file.stem, name) for name in re.findall(r"'(\w+)'", listed)} <= wanted, file.stem
