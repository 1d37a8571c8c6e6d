"""`govhub warehouse setup`, again and again: what declarations gained is added, what contradicts them is refused."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import psycopg
import pytest

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.pipeline import ingest_resource
from govhub.warehouse.setup import setup_warehouse
from govhub_simulator.server import Simulator

from .conftest import Warehouse


def with_other(warehouse: Warehouse, **changes: object) -> Catalog:
    """Return the catalog with another declaration of `contratos`."""
    system = warehouse.catalog.system("compras_gov")
    other = system.resources["contratos"].model_copy(update=changes)
    changed = system.model_copy(update={"resources": {**system.resources, "contratos": other}})
    return replace(warehouse.catalog, systems={**warehouse.catalog.systems, "compras_gov": changed})


def test_another_key_is_refused_in_one_sentence(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigurationError, match=r"\(id\) no warehouse e \(id, numero\) na declaração"):
        setup_warehouse(warehouse.settings, with_other(warehouse, key=("id", "numero")))


def test_a_table_that_was_dropped_is_read_anew(warehouse: Warehouse, simulator: Simulator) -> None:
    """What was remembered of the table that is gone would leave holes in the new one."""
    for name in ("contratos", "contratos_inativos", "empenhos"):
        ingest_resource(warehouse.place, "compras_gov", name)
    before = len(warehouse.contents("empenhos"))
    remembered = "select count(*) from bronze._scopes where resource = 'empenhos'"
    assert warehouse.one(remembered) > 0
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as connection:
        connection.execute("drop table bronze.compras_gov__empenhos")

    setup_warehouse(warehouse.settings, warehouse.catalog)

    assert warehouse.one(remembered) == 0
    ingest_resource(warehouse.place, "compras_gov", "empenhos")
    assert len(warehouse.contents("empenhos")) == before > 0
    assert simulator.metrics()["requests"] > 0


def test_a_build_that_replaces_tables_meanwhile_does_not_fail_it(warehouse: Warehouse) -> None:
    """What `up --scale` does to a server at work: `prepare` grants on a table that dbt is about to rename."""
    admin = warehouse.settings.require("warehouse_admin_url")
    asked = "select count(*) from pg_locks join pg_stat_activity using (pid) where not granted and application_name = 'govhub setup'"
    failed: list[BaseException] = []

    def set_up() -> None:
        try:
            setup_warehouse(warehouse.settings, warehouse.catalog)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    with psycopg.connect(admin, autocommit=True) as other:
        other.execute("create table silver.em_obras (n int)")
        building = psycopg.connect(admin)
        building.execute("alter table silver.em_obras rename to em_obras_antes")
        setting_up = threading.Thread(target=set_up)
        setting_up.start()
        deadline = time.monotonic() + 60
        while not other.execute(asked).fetchone()[0]:  # type: ignore[index]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        building.commit()
        building.close()
        setting_up.join(60)
        other.execute("drop table silver.em_obras_antes")

    assert failed == []
