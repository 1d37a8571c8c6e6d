"""The same bronze built by dbt on PostgreSQL and on Snowflake's stand-in: gold is the same row by row, money to the cent.

What the stand-in can't show (types, speed, permissions, merges of incremental models) only an account shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.catalog import load_catalog
from govhub.pipeline import Workplace, ingest_resource, replay_resource
from govhub.pipeline.readiness import usual_resources
from govhub.settings import CHECKOUT, Settings, load_settings
from govhub.transformation import run_dbt
from govhub.warehouse.engines.snowflake import SnowflakeEngine
from govhub.warehouse.engines.snowflake.session import Session, session
from govhub_simulator.server import Simulator

from .conftest import Warehouse
from .engines.comparison import differences
from .engines.serving import stand_in

SYSTEMS = ("compras_gov", "siorg")
DECLARED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "engines" / "compared.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def elsewhere(warehouse: Warehouse, tmp_path: Path) -> Iterator[Settings]:
    """Settings that reach a fresh database of the stand-in, with a place of its own for dbt."""
    folder = tmp_path / "substituto"
    folder.mkdir()
    with stand_in(folder) as port:
        url = (
            "snowflake://etl_user:senha-etl@fakesnow/GOVHUB?warehouse=CARGA&role=ETL_USER"
            f"&host=127.0.0.1&port={port}&protocol=http&network_timeout=60"
        )
        changed = {"GOVHUB_WAREHOUSE_URL": url, "GOVHUB_WAREHOUSE_ADMIN_URL": "", "GOVHUB_HOME": str(folder)}
        yield load_settings(base={**os.environ, **changed})


@pytest.mark.timeout(900)
def test_gold_is_row_by_row_what_postgresql_has(
    warehouse: Warehouse, simulator: Simulator, elsewhere: Settings
) -> None:
    url = elsewhere.require("warehouse_url")
    catalog = load_catalog(warehouse.settings)
    SnowflakeEngine(url).setup(elsewhere, catalog)
    for name in SYSTEMS:
        system = catalog.system(name)
        usual = {resource.name for resource in usual_resources(warehouse.settings, system)}
        for resource in system.in_load_order():
            if resource.name in usual:
                ingest_resource(warehouse.place, name, resource.name)
                replay_resource(Workplace.of(warehouse.settings, catalog, url), name, resource.name)
    chosen = [f"+{product}" for product in DECLARED["products"]]
    build = ["--quiet", "build", "--exclude-resource-type", "test", "unit_test", "--select", *chosen]
    told: list[str] = []
    empty = []
    with session(url, "govhub test") as opened:
        copy_ledger(warehouse, opened)
        run_dbt(warehouse.settings, build)
        run_dbt(elsewhere, build)
        for product in DECLARED["products"]:
            expected = warehouse.rows(f"select * from gold.{product}")
            if not expected:
                empty.append(product)
            unlike = differences(expected, rows_of(opened, product), DECLARED["columns"].get(product, {}))
            told += [f"{product}: {line}" for line in unlike]

    assert told == [], "\n".join(told)
    assert empty == DECLARED["empty"]


def test_every_product_is_compared_or_said_not_to_be_and_money_always_is() -> None:
    named = sorted([*DECLARED["products"], *DECLARED["not_compared"]])

    assert named == sorted(file.stem for file in (CHECKOUT / "dbt" / "models" / "gold").glob("*/*.sql"))
    assert [c for columns in DECLARED["columns"].values() for c in columns if c.startswith("valor")] == []


def test_a_cent_a_text_and_a_missing_row_are_told_and_a_millionth_is_not() -> None:
    row = {"valor": Decimal("10.10"), "parte": Decimal("0.333333"), "nome": "A", "lista": ["x"]}
    same = {"valor": Decimal("10.10"), "parte": Decimal("0.333334"), "nome": "A", "lista": '["x"]'}

    assert differences([row], [same]) == []
    for other in ({"valor": Decimal("10.11")}, {"nome": "B"}, {"parte": Decimal("0.333433")}, {"lista": "[]"}):
        assert differences([row], [same | other]) != []
    assert differences([row, row], [same]) != []
    assert differences([row], [same | {"nome": "B"}], left_out=["nome"]) == []


def copy_ledger(warehouse: Warehouse, opened: Session) -> None:
    """Give the stand-in the runs of PostgreSQL, which gold reads, for those by which its bronze was filled."""
    opened.execute("delete from bronze._runs")
    for run in warehouse.rows("select * from bronze._runs"):
        del run["drift"]
        opened.execute(
            f"insert into bronze._runs ({', '.join(run)}, drift)"
            f" select {', '.join(['%s'] * len(run))}, parse_json('[]')::array",
            list(run.values()),
        )


def rows_of(opened: Session, product: str) -> list[dict[str, Any]]:
    """Every row of a product on the stand-in; instants as text, since it tells null ones as 1970."""
    columns = [
        f"cast({name} as varchar) as {name}" if kind.startswith("TIMESTAMP") else name
        for name, kind in opened.rows(
            "select column_name, data_type from information_schema.columns"
            f" where table_schema = 'GOLD' and table_name = '{product.upper()}' order by ordinal_position"
        )
    ]
    names, rows = opened.table(f"select {', '.join(columns)} from gold.{product}")
    return [dict(zip(names, row, strict=True)) for row in rows]
