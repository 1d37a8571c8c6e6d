"""What no reader may find: CPFs, the key of the pseudonyms, rows of other bodies. Asserted over a built warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import errors as pg
from psycopg import sql

from govhub.local.postgres import EmbeddedPostgres
from govhub.warehouse.connection import connect
from govhub.warehouse.reads import reads, unwatched

from .conftest import Warehouse

CPF = re.compile(r"(?<![\d./-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d/])")
FORMATTED = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
# Columns of numeric codes, which may have 11 digits and pass the check by chance.
CODES = {"faturas_detalhe.fatura_numero", "fatura.numero", "fatura.numero_serie", "contrato_garantia.numero"}


def has_check_digits(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    for size in (9, 10):
        rest = (
            sum(number * weight for number, weight in zip(numbers, range(size + 1, 1, -1), strict=False)) * 10 % 11 % 10
        )
        if rest != numbers[size]:
            return False
    return len(set(digits)) > 1


def assert_no_cpf_is_read(warehouse: Warehouse, *schemas: str) -> None:
    """L01: no text of what analysts and dashboards read holds an unmasked CPF."""
    texts = warehouse.rows(
        "select table_schema as s, table_name as t, column_name as c from information_schema.columns"
        " where table_schema = any(%s) and data_type in ('text', 'ARRAY', 'jsonb') and column_name <> 'dbt_scd_id'",  # a hash
        list(schemas),
    )
    assert len(texts) > 200
    for column in texts:
        values = warehouse.rows(f"select distinct cast({column['c']} as text) as v from {column['s']}.{column['t']}")
        found = [match for row in values for match in CPF.findall(row["v"] or "")]
        code = f"{column['t'].removesuffix('_hist')}.{column['c']}" in CODES
        bad = [m for m in found if FORMATTED.fullmatch(m) or (has_check_digits(re.sub(r"\D", "", m)) and not code)]
        assert bad == [], column


def assert_every_column_is_declared(warehouse: Warehouse, documented: dict[str, set[str]]) -> None:
    """L06: what the database has is what the model files describe; snapshots have the columns of their table."""
    tables = warehouse.rows(
        "select table_name as t, array_agg(column_name::text) as c from information_schema.columns"
        " where table_schema in ('silver', 'gold', 'silver_restrito', 'gold_restrito') and table_name !~ '_hist$' group by 1"
    )
    assert {row["t"]: set(row["c"]) - documented.get(row["t"], set()) for row in tables} == {
        row["t"]: set() for row in tables
    }


def assert_key_is_nowhere(warehouse: Warehouse) -> None:
    """The key of the pseudonyms is in no artefact or log of dbt, and in no table."""
    key = "chave-de-teste"
    files = [file for file in Path(warehouse.settings.home, "dbt").rglob("*") if file.is_file()]
    assert any(file.name == "manifest.json" for file in files)
    assert [file for file in files if key.encode() in file.read_bytes()] == []
    tables = warehouse.rows(
        "select format('%I.%I', table_schema, table_name) as t from information_schema.tables"
        " where table_schema in ('bronze', 'silver', 'gold', 'silver_restrito', 'gold_restrito', 'referencia', 'auditoria')"
    )
    for row in tables:
        assert warehouse.one(f"select count(*) from {row['t']} as linha where linha::text like %s", f"%{key}%") == 0


@contextmanager
def someone(postgres: EmbeddedPostgres, warehouse: Warehouse, *roles: str) -> Iterator[psycopg.Connection]:
    """Connect as a new person who holds the roles."""
    with psycopg.connect(postgres.superuser_url, autocommit=True) as superuser:
        superuser.execute("create role maria login password 'senha-da-maria'")
        for role in roles:
            superuser.execute(sql.SQL("grant {} to maria").format(sql.Identifier(role)))
    url = re.sub(r"//[^@]+@", "//maria:senha-da-maria@", warehouse.settings.require("bi_url"))
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection
    finally:
        with psycopg.connect(postgres.superuser_url, autocommit=True) as superuser:
            superuser.execute("drop role maria")


def assert_rows_stay_in_their_body(postgres: EmbeddedPostgres, warehouse: Warehouse) -> None:
    """L05: people of a body read its rows only, people of the platform all; restricted schemas are for `pessoal`."""
    body = warehouse.one("select orgao_chave from referencia.orgao")
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as etl:
        for table in (
            "silver.contrato",
            "gold.contratos_resumo",
            "silver.contrato_hist",
            "silver_restrito.terceirizado",
        ):
            etl.execute(f"update {table} set orgao_chave = 'outro' where ctid = (select min(ctid) from {table})")

    def seen(connection: psycopg.Connection, table: str) -> set[str]:
        return {row[0] for row in connection.execute(f"select distinct orgao_chave from {table}").fetchall()}

    tables = ("silver.contrato", "gold.contratos_resumo", "silver.contrato_hist")
    with someone(postgres, warehouse, "analista_orgao", f"orgao_{body}") as connection:
        assert [seen(connection, table) for table in tables] == [{body}] * 3
        assert seen(connection, "gold.saude_dos_dados") == {"todos"}
        step = connection.execute("select count(*) from silver.contrato_empenho_documento").fetchone()
        assert step == (0,)  # a step without orgao_chave is closed
        for closed in ("bronze._runs", "silver_restrito.terceirizado", "auditoria.teste_resultado"):
            with pytest.raises(pg.InsufficientPrivilege):
                connection.execute(f"select * from {closed}")
    with someone(postgres, warehouse, "analista_orgao") as connection:
        assert [seen(connection, table) for table in tables] == [set()] * 3
    with someone(postgres, warehouse, "analista") as connection:
        assert all({body, "outro"} <= seen(connection, table) for table in tables)
    with someone(postgres, warehouse, "pessoal_orgao", f"orgao_{body}") as connection:
        assert seen(connection, "silver_restrito.terceirizado") == {body}
    with connect(warehouse.settings.require("warehouse_admin_url"), application="teste") as admin:
        assert unwatched(admin) == []
        registered = reads(admin, since=None, login="maria", limit=10)
        assert [read.tabela for read in registered] == ["silver_restrito.terceirizado"]
    assert {row["o"] for row in warehouse.rows("select orgao_chave as o from gold.contratos_resumo", url="bi_url")} >= {
        body,
        "outro",
    }
