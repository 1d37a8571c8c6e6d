"""Whoever reads a restricted table leaves who, when and which; nobody who is not entitled reads it, or the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import errors as pg
from typer.testing import CliRunner

from govhub.cli.root import app
from govhub.local.postgres import EmbeddedPostgres
from govhub.warehouse.connection import connect
from govhub.warehouse.reads import Read, reads, undone, unwatched
from govhub.warehouse.setup import setup_warehouse

from .conftest import Warehouse
from .privacy import someone

CPF = "52998224725"
SEARCHED = f"select nome from silver_restrito.pessoas where cpf = '{CPF}'"


@pytest.fixture
def people(warehouse: Warehouse) -> Warehouse:
    """A warehouse with restricted tables: one that setup found there, one watched when it was built, as dbt does."""
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute("create table silver_restrito.pessoas as select %s as cpf, 'Ana' as nome", (CPF,))
    setup_warehouse(warehouse.settings, warehouse.catalog)
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute("create table gold_restrito.folha as select 1 as n")
        etl.execute("select auditoria.registra_leituras_de('gold_restrito.folha')")
    return warehouse


@pytest.fixture
def maria(postgres: EmbeddedPostgres, people: Warehouse) -> Iterator[psycopg.Connection]:
    with someone(postgres, people, "pessoal") as connection:
        yield connection


def registered(warehouse: Warehouse) -> tuple[list[Read], int]:
    """Return the rows of the register, newest first, and how many reads lack theirs."""
    with connect(warehouse.settings.require("warehouse_admin_url"), application="teste") as admin:
        return reads(admin, since=None, login=None, limit=100), undone(admin)


def server_log(postgres: EmbeddedPostgres) -> str:
    return Path(postgres._directory(), "server.log").read_text(encoding="utf-8", errors="replace")


def test_a_read_leaves_who_when_which_and_not_what_was_asked(
    postgres: EmbeddedPostgres, people: Warehouse, maria: psycopg.Connection
) -> None:
    told: list[str] = []
    maria.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
    before = len(server_log(postgres))
    maria.execute("set application_name = 'planilha'")
    assert maria.execute(SEARCHED).fetchall() == [("Ana",)]

    ([read], gaps) = registered(people)
    assert (read.login, read.tabela, read.endereco, read.programa, gaps) == (
        "maria", "silver_restrito.pessoas", "127.0.0.1", "planilha", 0,
    )  # fmt: skip
    assert abs(datetime.now(UTC) - read.lida_em) < timedelta(minutes=1)
    line = "Leitura registrada: silver_restrito.pessoas por maria, de 127.0.0.1"
    assert told == [line]
    written = server_log(postgres)[before:]
    assert line in written
    assert CPF not in written
    assert CPF not in repr(read)


WAYS: dict[str, set[str]] = {
    "select * from silver_restrito.pessoas, gold_restrito.folha": {"silver_restrito.pessoas", "gold_restrito.folha"},
    "select count(*) from gold_restrito.folha": {"gold_restrito.folha"},
    "select * from silver_restrito.pessoas where cpf = 'ninguém'": {"silver_restrito.pessoas"},
    "select 1 where exists (select from gold_restrito.folha)": {"gold_restrito.folha"},
    "copy gold_restrito.folha to stdout": {"gold_restrito.folha"},
    "set role pessoal; select * from gold_restrito.folha; reset role": {"gold_restrito.folha"},
    "explain select * from gold_restrito.folha": set(),
    "select n from generate_series(1, 3) as n": set(),
}


def test_every_way_of_reading_is_registered_once_per_table(people: Warehouse, maria: psycopg.Connection) -> None:
    known = 0
    for statement, tables in WAYS.items():
        if statement.startswith("copy"):
            with maria.cursor().copy(statement) as copied:
                assert list(copied)
        else:
            maria.execute(statement)
        found, gaps = registered(people)
        fresh, known = found[: len(found) - known], len(found)
        assert sorted((read.login, read.tabela) for read in fresh) == [("maria", table) for table in sorted(tables)]
        assert gaps == 0


def test_a_prepared_statement_is_registered_each_time(people: Warehouse, maria: psycopg.Connection) -> None:
    for _ in range(12):  # more often than a generic plan waits for
        maria.execute("select nome from silver_restrito.pessoas where cpf = %s", (CPF,), prepare=True)

    assert len(registered(people)[0]) == 12


def test_a_read_that_is_undone_leaves_a_gap_and_its_line_in_the_log(
    postgres: EmbeddedPostgres, people: Warehouse, maria: psycopg.Connection
) -> None:
    before = len(server_log(postgres))
    maria.execute("select * from gold_restrito.folha")
    with maria.transaction(force_rollback=True):
        assert maria.execute(SEARCHED).fetchall() == [("Ana",)]

    found, gaps = registered(people)
    assert ([read.tabela for read in found], gaps) == (["gold_restrito.folha"], 1)
    assert "Leitura registrada: silver_restrito.pessoas por maria" in server_log(postgres)[before:]


def test_only_a_gap_is_told_when_every_read_was_undone(people: Warehouse, maria: psycopg.Connection) -> None:
    assert registered(people) == ([], 0)
    with maria.transaction(force_rollback=True):
        maria.execute(SEARCHED)

    assert registered(people) == ([], 1)


def test_what_cannot_be_registered_is_not_read(people: Warehouse, maria: psycopg.Connection) -> None:
    maria.execute("set default_transaction_read_only = on")
    with pytest.raises(pg.ReadOnlySqlTransaction, match="A leitura de dados restritos é registrada"):
        maria.execute(SEARCHED)
    maria.execute("set default_transaction_read_only = off")
    maria.execute("set row_security = off")
    with pytest.raises(pg.InsufficientPrivilege):
        maria.execute(SEARCHED)
    with pytest.raises(pg.InsufficientPrivilege):
        maria.execute("set log_min_messages = 'panic'")

    assert registered(people) == ([], 0)


def test_the_register_is_out_of_reach_of_whoever_is_registered(people: Warehouse, maria: psycopg.Connection) -> None:
    maria.execute("select * from gold_restrito.folha")
    for statement in (
        "select * from acessos.leitura",
        "delete from acessos.leitura",
        "drop policy leitura_registrada on gold_restrito.folha",
        "alter table gold_restrito.folha disable row level security",
        "create or replace function auditoria.registra_leitura(text) returns boolean return true",
    ):
        with pytest.raises(pg.InsufficientPrivilege):
            maria.execute(statement)
    for url in ("warehouse_url", "bi_url"):
        with pytest.raises((pg.InsufficientPrivilege, pg.ReadOnlySqlTransaction)):
            people.rows("delete from acessos.leitura", url=url)

    assert len(registered(people)[0]) == 1


def test_other_people_read_nothing_of_it(postgres: EmbeddedPostgres, people: Warehouse) -> None:
    for role in ("analista", "analista_orgao", "bi_user"):
        with someone(postgres, people, role) as connection, pytest.raises(pg.InsufficientPrivilege):
            connection.execute(SEARCHED)

    assert registered(people) == ([], 0)


def test_builds_are_not_registered_and_go_on_after_setup(people: Warehouse) -> None:
    setup_warehouse(people.settings, people.catalog)
    assert people.one("select count(*) from silver_restrito.pessoas") == 1

    assert registered(people) == ([], 0)
    with psycopg.connect(people.settings.require("warehouse_admin_url")) as admin:
        assert unwatched(admin) == []


def test_the_command_shows_the_reads_and_how_many_lack_a_row(people: Warehouse, maria: psycopg.Connection) -> None:
    maria.execute("select * from gold_restrito.folha")
    with maria.transaction(force_rollback=True):
        maria.execute(SEARCHED)

    shown = CliRunner().invoke(app, ["warehouse", "audit"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert "maria" in shown.output
    assert "gold_restrito.folha" in shown.output
    assert "1 leitura(s) sem linha" in shown.output
    later = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    for chosen, expected in ([["--login", "maria"], 1], [["--login", "outra"], 0], [["--since", later], 0]):
        told = json.loads(CliRunner().invoke(app, ["warehouse", "audit", "--json", *chosen]).stdout)
        assert (len(told["leituras"]), told["sem_linha"]) == (expected, 1)
