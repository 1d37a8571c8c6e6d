"""A PostgreSQL and Snowflake's stand-in with the same bronze, built alike, and the rows of either."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.pipeline import Workplace, ingest_resource, replay_resource
from govhub.pipeline.readiness import usual_resources
from govhub.settings import Settings, load_settings
from govhub.transformation import run_dbt
from govhub.warehouse.engines.snowflake import SnowflakeEngine
from govhub.warehouse.engines.snowflake.session import Session, session

from ..conftest import Warehouse
from .serving import stand_in

# Read on request only: payroll, of which an incremental model is made.
ON_REQUEST = {"consulta_dados_financeiros", "consulta_dados_financeiros_historico"}
# Brought to the stand-in from the lake by the loader itself; the others by a copy of the table, which is five times faster.
REPLAYED = {"compras_gov", "siorg"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Both warehouses, and one session of the stand-in."""

    warehouse: Warehouse
    elsewhere: Settings
    opened: Session

    def build(self, arguments: Sequence[str]) -> None:
        """Run dbt on both at once."""
        with ThreadPoolExecutor(1) as beside:
            built = beside.submit(run_dbt, self.warehouse.settings, arguments)
            run_dbt(self.elsewhere, arguments)
            built.result()

    def rows(self, table: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return every row of a table on both; of the stand-in instants as text, since it tells null ones as 1970."""
        schema, name = table.split(".")
        columns = [
            f"cast({column} as varchar) as {column}" if kind.startswith("TIMESTAMP") else column
            for column, kind in self.opened.rows(
                "select column_name, data_type from information_schema.columns"
                f" where table_schema = '{schema.upper()}' and table_name = '{name.upper()}' order by ordinal_position"
            )
        ]
        names, rows = self.opened.table(f"select {', '.join(columns)} from {table}")
        return self.warehouse.rows(f"select * from {table}"), [dict(zip(names, row, strict=True)) for row in rows]


@contextmanager
def both_sides(warehouse: Warehouse, folder: Path) -> Iterator[Sides]:
    """Read every source into PostgreSQL, and bring the same bronze into a fresh database of the stand-in."""
    with stand_in(folder) as port:
        url = (
            "snowflake://etl_user:senha-etl@fakesnow/GOVHUB?warehouse=CARGA&role=ETL_USER"
            f"&host=127.0.0.1&port={port}&protocol=http&network_timeout=60"
        )
        changed = {"GOVHUB_WAREHOUSE_URL": url, "GOVHUB_WAREHOUSE_ADMIN_URL": "", "GOVHUB_HOME": str(folder)}
        elsewhere = load_settings(base={**os.environ, **changed})
        with session(url, "govhub test") as opened:
            sides = Sides(warehouse, elsewhere, opened)
            _fill(sides, folder)
            yield sides


def _fill(sides: Sides, folder: Path) -> None:
    warehouse, opened, url = sides.warehouse, sides.opened, sides.elsewhere.require("warehouse_url")
    place = Workplace.of(warehouse.settings, warehouse.catalog, url)

    def bring(system: SystemDeclaration, resource: ResourceDeclaration) -> None:
        if system.name in REPLAYED:
            replay_resource(place, system.name, resource.name)
        else:
            copy_table(warehouse, opened, f"bronze.{resource.table}", folder)

    with ThreadPoolExecutor(1) as beside:
        brought: list[Future[Any]] = [
            beside.submit(SnowflakeEngine(url).setup, sides.elsewhere, warehouse.catalog),
            beside.submit(opened.execute, "create temporary stage bronze.copias"),
        ]
        for system in warehouse.catalog.systems.values():
            wanted = {resource.name for resource in usual_resources(warehouse.settings, system)} | ON_REQUEST
            for resource in system.in_load_order():
                if resource.name in wanted:
                    ingest_resource(warehouse.place, system.name, resource.name)
                    brought.append(beside.submit(bring, system, resource))
        for one in brought:
            one.result()
    opened.execute("delete from bronze._runs")
    copy_table(warehouse, opened, "bronze._runs", folder, without={"drift"})


def copy_table(warehouse: Warehouse, opened: Session, table: str, folder: Path, without: Collection[str] = ()) -> None:
    """Copy the rows of a table into that of the same name on the stand-in, which reads their types out of texts."""
    columns = [name for name in columns_of(warehouse, table) if name not in without]
    texts = ", ".join(f'cast("{name}" as text) as "{name}"' for name in columns)
    rows = warehouse.rows(f"select {texts} from {table}")
    file = folder / f"{table}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in columns])), file)
    opened.execute(f"put 'file://{file}' @bronze.copias/{table} auto_compress = false")
    opened.execute(
        f"copy into {table} from @bronze.copias/{table}/{file.name} file_format = (type = parquet)"
        " match_by_column_name = case_insensitive on_error = abort_statement"
    )
    assert opened.rows(f"select count(*) from {table}") == [(len(rows),)], table


def columns_of(warehouse: Warehouse, table: str) -> list[str]:
    """Return the columns of a table of PostgreSQL in their order."""
    schema, name = table.split(".")
    return [
        row["column_name"]
        for row in warehouse.rows(
            "select column_name from information_schema.columns"
            " where table_schema = %s and table_name = %s order by ordinal_position",
            schema,
            name,
        )
    ]
