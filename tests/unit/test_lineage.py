"""OpenLineage events: names and outcomes of tables, to a file or a catalog, and never in the way of a build."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from govhub.lineage import report_lineage
from govhub.settings import Settings, load_settings

BUILT = "model.govhub.contrato"
SOURCE = "source.govhub.compras_gov.contratos"
WAREHOUSE = "postgresql://etl_user:segredo@db.orgao.example:5432/govhub"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    times = {"started_at": "2026-01-02T03:04:05.000000Z", "completed_at": "2026-01-02T03:04:06.000000Z"}
    nodes = {
        BUILT: {
            "resource_type": "model",
            "unique_id": BUILT,
            "database": "govhub",
            "schema": "silver",
            "name": "contrato",
            "alias": "contrato",
            "depends_on": {"nodes": [SOURCE]},
            "compiled_code": "select 'segredo do SQL'",
        },
        "test.govhub.x": {"resource_type": "test", "unique_id": "test.govhub.x", "depends_on": {"nodes": [BUILT]}},
    }
    sources = {
        SOURCE: {
            "resource_type": "source",
            "unique_id": SOURCE,
            "database": "govhub",
            "schema": "bronze",
            "name": "contratos",
            "identifier": "compras_gov__contratos",
        }
    }
    results = [
        {"unique_id": BUILT, "status": "success", "timing": [{"name": "execute", **times}]},
        {"unique_id": "test.govhub.x", "status": "fail", "timing": [{"name": "execute", **times}]},
    ]
    metadata = {"invocation_id": "9f0c3c1e-6f2f-4c0e-9a43-5b7a4a3d1f00"}
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes, "sources": sources}), encoding="utf-8")
    (tmp_path / "run_results.json").write_text(json.dumps({"metadata": metadata, "results": results}), encoding="utf-8")
    return tmp_path


def told(url: str, token: str = "") -> Settings:
    return load_settings(
        base={"GOVHUB_WAREHOUSE_URL": WAREHOUSE, "GOVHUB_LINEAGE_URL": url, "GOVHUB_LINEAGE_TOKEN": token}
    )


def test_a_file_gets_two_events_per_table_with_the_names_in_the_warehouse(target: Path) -> None:
    file = target / "linhagem" / "eventos.jsonl"
    assert report_lineage(told(str(file)), target) == 2
    assert report_lineage(told(str(file)), target) == 2

    text = file.read_text(encoding="utf-8")
    events: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"] * 2
    assert {event["run"]["runId"] for event in events} == {events[0]["run"]["runId"]}
    assert events[1]["inputs"] == [
        {"namespace": "postgres://db.orgao.example:5432", "name": "govhub.bronze.compras_gov__contratos"}
    ]
    assert events[1]["outputs"][0]["name"] == "govhub.silver.contrato"
    assert "segredo" not in text


def test_a_catalog_gets_them_with_its_key(target: Path) -> None:
    with respx.mock(base_url="https://marquez.orgao.example") as catalog:
        route = catalog.post("/api/v1/lineage").mock(return_value=httpx.Response(201))
        assert report_lineage(told("https://marquez.orgao.example", "a-chave"), target) == 2

    assert route.call_count == 2
    assert route.calls[0].request.headers["Authorization"] == "Bearer a-chave"


def test_a_catalog_that_is_away_is_told_and_stops_nothing(target: Path, caplog: pytest.LogCaptureFixture) -> None:
    with respx.mock(base_url="https://marquez.orgao.example") as catalog, caplog.at_level(logging.WARNING):
        catalog.post("/api/v1/lineage").mock(side_effect=httpx.ConnectError("a-chave"))
        assert report_lineage(told("https://marquez.orgao.example", "a-chave"), target) == 0

    assert caplog.messages == [
        "A linhagem não foi entregue a GOVHUB_LINEAGE_URL (ConnectError); a construção não foi afetada."
    ]


def test_nothing_is_sent_without_an_address_or_before_a_run(target: Path, tmp_path: Path) -> None:
    assert report_lineage(told(""), target) == 0
    assert report_lineage(told(str(tmp_path / "x")), tmp_path / "vazio") == 0
