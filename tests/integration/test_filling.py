"""A table without rows is filled directly: it then holds, to the last column, what staging and merge would have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import psycopg
import pytest
from psycopg import sql

from govhub.catalog import Body
from govhub.errors import InternalError
from govhub.extraction import tables
from govhub.lake import runs
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import ingest_resource, replay_resource
from govhub.warehouse import filling, loader
from govhub.warehouse.stage import Delivery, Session
from govhub_simulator.server import Simulator
from govhub_simulator.tesouro_gerencial.commitments import since_2024
from govhub_simulator.tesouro_gerencial.reports import REPORTS
from govhub_simulator.tesouro_gerencial.writing import lines_of, write_csv
from govhub_simulator.world import Unit, World

from .conftest import Warehouse

UNIT = Unit("700001", "UG 700001", "UNIDADE GESTORA DE TESTE", "70000", "ORGAO DE TESTE")
ROWS = 400
REPEATED = (3, 3, 17)  # the places of the rows that come again at the end, one of them twice


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each table that had no rows was filled, in the order of the loads."""
    told: list[bool] = []

    def telling(*arguments: object) -> bool:
        told.append(filling.fill(*arguments))  # type: ignore[arg-type]
        return told[-1]

    monkeypatch.setattr(loader, "fill", telling)
    return told


def replay_by_merge(warehouse: Warehouse, system: str, resource: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(loader, "may_fill", lambda *_: False)
        replay_resource(warehouse.place, system, resource)


@pytest.fixture
def report(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report in a folder, read and kept in so small pieces that the rows that come again do so in another piece."""
    monkeypatch.setattr(tables, "_BLOCK_BYTES", 65_536)
    monkeypatch.setattr(tables, "_PART_ROWS", 100)
    monkeypatch.setattr(runs, "_PART_ROWS", 100)
    body = Body(sigla="TESTE", nome="Órgão de teste", ugs=("700001",))
    written = next(report for report in REPORTS if report.name == "notas_empenho")
    rows = list(since_2024(World(1, 60, (UNIT,), bodies=(body,)), 0, None))[:ROWS]
    assert len(rows) == ROWS
    rows += [rows[place] for place in REPEATED]
    folder = warehouse.settings.home / "relatorios"
    folder.mkdir(parents=True)
    with (folder / f"{written.subject}.csv").open("wb") as stream:
        write_csv(stream, written, lines_of(written, rows, datetime(2026, 11, 1, 12)))  # noqa: DTZ001 - as the portal
    monkeypatch.setenv("GOVHUB_SOURCE_TESOURO_GERENCIAL_BASE_URL", str(folder))


@pytest.mark.usefixtures("report")
def test_rows_equal_in_the_rest_of_the_key_are_numbered_as_staging_numbers_them(
    warehouse: Warehouse, filled: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ingest_resource(warehouse.place, "tesouro_gerencial", "notas_empenho")
    found = warehouse.contents("notas_empenho", "tesouro_gerencial")

    assert filled == [True]
    assert run.pages > 1
    assert run.rows_inserted == len(found) == ROWS + len(REPEATED)
    assert {row["ordem"] for row in found} == {1, 2, 3}
    replay_by_merge(warehouse, "tesouro_gerencial", "notas_empenho", monkeypatch)
    assert warehouse.contents("notas_empenho", "tesouro_gerencial") == found


@pytest.mark.parametrize("resource", ["contratos", "faturas"])
def test_what_is_filled_is_what_would_be_merged(
    warehouse: Warehouse, simulator: Simulator, filled: list[bool], resource: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fields kept as JSON, pseudonyms, and a field that nobody declared."""
    simulator.arm("new_field", "*/contrato/*", field="cor", value={"nome": "azul"})
    for name in ("contratos", "contratos_inativos", *(() if resource == "contratos" else (resource,))):
        ingest_resource(warehouse.place, "compras_gov", name)
    found = warehouse.contents(resource)

    assert filled
    assert all(filled)
    assert found
    replay_by_merge(warehouse, "compras_gov", resource, monkeypatch)
    assert warehouse.contents(resource) == found


def test_a_key_that_comes_twice_is_left_to_staging_and_nothing_of_the_filling_stays(
    warehouse: Warehouse, simulator: Simulator, filled: list[bool]
) -> None:
    simulator.arm("duplicate_rows", "*/contrato/ug/290002")

    run = ingest_resource(warehouse.place, "compras_gov", "contratos")

    found = warehouse.contents("contratos")
    assert filled == [False]
    assert (run.rows_duplicate, run.rows_inserted) == (2, len(found))
    assert {row["_run_id"] for row in found} == {run.run_id}


@pytest.mark.parametrize("counting", ["on", "off"])
def test_a_row_that_does_not_arrive_is_told_and_nothing_is_written_whether_or_not_postgresql_counts(
    warehouse: Warehouse,
    simulator: Simulator,
    postgres: EmbeddedPostgres,
    counting: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = warehouse.one("select current_database()")
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("alter database {} set track_counts = {}").format(
                sql.Identifier(database), sql.Identifier(counting)
            )
        )

    def one_is_missing(session: Session, delivery: Delivery) -> bool:
        return filling.fill(session, replace(delivery, rows=delivery.rows + 1))

    with monkeypatch.context() as patch:
        patch.setattr(loader, "fill", one_is_missing)
        with pytest.raises(InternalError, match=r"recebeu (\d+) de \d+ linhas; nada foi gravado"):
            ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert warehouse.contents("contratos") == []
    assert [run["status"] for run in warehouse.ledger("contratos")] == ["falha"]

    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert run.rows_inserted == len(warehouse.contents("contratos")) > 0
