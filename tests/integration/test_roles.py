"""Least privilege, proved by connecting as each role."""

from __future__ import annotations

from contextlib import ExitStack

import psycopg
import pytest
from psycopg import errors as pg

from govhub.errors import ConfigurationError
from govhub.warehouse.logins import CONNECTION_LIMITS, close_login, open_login, with_credentials
from govhub.warehouse.query import QueryRole, run_query
from govhub.warehouse.setup import check_warehouse, setup_warehouse

from .conftest import Warehouse


def test_the_matrix_has_no_surprise_and_setup_may_be_repeated(warehouse: Warehouse) -> None:
    setup_warehouse(warehouse.settings, warehouse.catalog)
    cells, excessive = check_warehouse(warehouse.settings, warehouse.catalog)

    assert len(cells) == 6 * 8 * 7
    assert [cell for cell in cells if cell.expected != cell.found] == []
    assert excessive == []


def test_setup_takes_back_what_a_role_no_longer_has(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as admin:
        admin.execute("grant usage on schema auditoria to analista")
        admin.execute(
            "alter default privileges for role etl_user in schema auditoria grant select on tables to analista"
        )
    setup_warehouse(warehouse.settings, warehouse.catalog)
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute("create table auditoria.falhas as select 1 as n")

    cells, _ = check_warehouse(warehouse.settings, warehouse.catalog)
    assert [cell for cell in cells if cell.expected != cell.found] == []


def test_a_right_too_many_and_a_right_missing_are_both_found(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as admin:
        admin.execute("grant usage on schema bronze to bi_user")
        admin.execute("grant select on bronze._runs to bi_user")
        admin.execute("revoke usage on schema gold from analista")
    cells, _ = check_warehouse(warehouse.settings, warehouse.catalog)

    surprises = {(cell.role, cell.schema, cell.verb, cell.found) for cell in cells if cell.expected != cell.found}
    assert surprises == {
        ("bi_user", "bronze", "USAGE", True),
        ("bi_user", "bronze", "SELECT", True),
        ("analista", "gold", "USAGE", False),
    }


@pytest.mark.parametrize(
    ("url", "statement", "error"),
    [
        ("bi_url", "select * from bronze._runs", pg.InsufficientPrivilege),
        ("bi_url", "create table gold.x (a int)", pg.ReadOnlySqlTransaction),
        ("bi_url", "select * from referencia.orgao", pg.InsufficientPrivilege),
        ("warehouse_url", "create table bronze.x (a int)", pg.InsufficientPrivilege),
        ("warehouse_url", "create role intruso", pg.InsufficientPrivilege),
        ("warehouse_url", "drop table bronze._runs", pg.InsufficientPrivilege),
    ],
)
def test_l05_a_role_may_not_do_what_it_need_not(
    warehouse: Warehouse, url: str, statement: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        warehouse.rows(statement, url=url)


def test_what_etl_builds_in_gold_is_readable_by_bi_and_in_silver_is_not(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute("create table gold.produto as select 1 as n")
        etl.execute("create table silver.entidade as select 1 as n")
        etl.execute("create table gold_restrito.pessoas as select 1 as n")

    assert warehouse.one("select n from gold.produto", url="bi_url") == 1
    for table in ("silver.entidade", "gold_restrito.pessoas"):
        with pytest.raises(pg.InsufficientPrivilege):
            warehouse.rows(f"select * from {table}", url="bi_url")


@pytest.mark.parametrize("login", ["bi_user", "bi_user_2"])
def test_readers_cannot_take_the_connections_of_loads(warehouse: Warehouse, login: str) -> None:
    url = warehouse.settings.require("bi_url")
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as admin:
        if login != "bi_user":
            open_login(admin, login, "senha-da-vez")
            url = with_credentials(url, login, "senha-da-vez")
    try:
        with ExitStack() as opened:
            for _ in range(CONNECTION_LIMITS["bi_user"]):
                opened.enter_context(psycopg.connect(url))
            with pytest.raises(psycopg.OperationalError, match=f'too many connections for role "{login}"'):
                psycopg.connect(url)
            assert warehouse.one("select 1") == 1
    finally:
        if login != "bi_user":
            with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as admin:
                close_login(admin, login)


def test_no_password_is_kept_in_clear(warehouse: Warehouse, postgres: object) -> None:
    with psycopg.connect(postgres.superuser_url) as connection:  # type: ignore[attr-defined]
        stored = [
            row[0] for row in connection.execute("select rolpassword from pg_authid where rolpassword is not null")
        ]

    assert len(stored) >= 4
    assert all(text.startswith("SCRAM-SHA-256$") for text in stored)


def test_govhub_sql_asks_as_each_role_and_only_reads(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        etl.execute("create table silver.entidade as select 1 as n")

    for role in QueryRole:
        names, rows = run_query(warehouse.settings, "select current_user as quem", role)
        assert (names, rows) == (["quem"], [(str(role),)])
    assert run_query(warehouse.settings, "select n from silver.entidade", QueryRole.analista)[1] == [(1,)]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("select * from auditoria.falhas", "O papel analista não pode fazer isto. Escolha outro com --role."),
        ("select * from bronze._runs", "O papel analista não pode fazer isto. Escolha outro com --role."),
        ("reset role; drop schema silver cascade", "O PostgreSQL recusou a consulta: cannot insert multiple commands"),
        (
            "create table silver.x (a int)",
            "O PostgreSQL recusou a consulta: cannot execute CREATE TABLE in a read-only transaction",
        ),
        ("selec 1", "O PostgreSQL recusou a consulta: syntax error"),
    ],
)
def test_govhub_sql_refuses_in_one_sentence(warehouse: Warehouse, statement: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        run_query(warehouse.settings, statement, QueryRole.analista)

    assert str(refused.value).startswith(words)
