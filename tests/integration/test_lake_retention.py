"""What leaves the lake by GOVHUB_LAKE_DAYS is what a rebuilt bronze does without; a lake with holes rebuilds nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from govhub.errors import ConfigurationError, SourceError
from govhub.pipeline import ingest_resource, replay_resource
from govhub.settings import load_settings
from govhub.upkeep import trim_lake
from govhub_simulator.server import Simulator

from .conftest import Warehouse

LATER = timedelta(days=3)


def runs_in_lake(warehouse: Warehouse) -> set[str]:
    names = Path(warehouse.settings.lake_url).rglob("*.manifest.json")
    return {name.name.removesuffix(".manifest.json") for name in names}


def test_bronze_rebuilt_from_a_trimmed_lake_is_the_original(
    warehouse: Warehouse, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ingest_resource(warehouse.place, "compras_gov", "contratos")
    unchanged = ingest_resource(warehouse.place, "compras_gov", "contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.5)
    with pytest.raises(SourceError, match="deixou de enviar"):
        ingest_resource(warehouse.place, "compras_gov", "contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    fewer = ingest_resource(warehouse.place, "compras_gov", "contratos")
    again = ingest_resource(warehouse.place, "compras_gov", "contratos")
    newest = ingest_resource(warehouse.place, "compras_gov", "contratos")
    before, in_lake = warehouse.contents("contratos"), runs_in_lake(warehouse)
    assert (fewer.rows_deleted > 0, again.rows_updated > 0, unchanged.rows_unchanged > 0) == (True, True, True)
    assert len(in_lake) == 6

    assert trim_lake(warehouse.settings, warehouse.catalog, now=datetime.now(UTC) + LATER) == 0  # not asked for
    monkeypatch.setenv("GOVHUB_LAKE_DAYS", "2")
    assert trim_lake(load_settings(), warehouse.catalog) == 0
    removed = trim_lake(load_settings(), warehouse.catalog, now=datetime.now(UTC) + LATER)

    assert removed >= 6
    assert runs_in_lake(warehouse) == {first.run_id, fewer.run_id, again.run_id, newest.run_id}
    left = {path.name[:24] for path in Path(warehouse.settings.lake_url).rglob("*") if path.is_file()}
    assert left == {first.run_id, fewer.run_id, again.run_id, newest.run_id}
    replay_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.contents("contratos") == before
    assert trim_lake(load_settings(), warehouse.catalog, now=datetime.now(UTC) + LATER) == 0


def test_a_lake_with_holes_rebuilds_nothing(warehouse: Warehouse, simulator: Simulator) -> None:
    first = ingest_resource(warehouse.place, "compras_gov", "contratos")
    simulator.arm("missing_rows", "*/contrato/ug/290002", fraction=0.1)
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    before = warehouse.contents("contratos")
    next(Path(warehouse.settings.lake_url).rglob(f"{first.run_id}.manifest.json")).unlink()

    with pytest.raises(ConfigurationError, match=r"não tem mais 1 de 2 execuções.*nada foi refeito.*govhub restore"):
        replay_resource(warehouse.place, "compras_gov", "contratos")

    assert warehouse.contents("contratos") == before
