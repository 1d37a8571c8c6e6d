"""The tables of a Snowflake warehouse, as the declarations say: DDL, and what differs from it. Pure.

Names are written in capitals and quotes, which is what an unquoted name means there, and lets a field be called `order`.
A primary key is not declared: Snowflake would not check it, and the merge makes sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.warehouse import ledger
from govhub.warehouse.access import SCHEMAS
from govhub.warehouse.bronze import Column, all_columns
from govhub.warehouse.engines.literals import literal
from govhub.warehouse.engines.provision import refuse_other_types
from govhub.warehouse.engines.questions import RUNS, SCOPES

SCALE = 12
"""Decimal places of a declared `number`; 26 digits are left before the point."""

TYPES = {
    "text": "VARCHAR",
    "jsonb": "VARIANT",
    "integer": "NUMBER(10,0)",
    "bigint": "NUMBER(19,0)",
    "numeric": f"NUMBER(38,{SCALE})",
    "boolean": "BOOLEAN",
    "timestamptz": "TIMESTAMP_TZ",
    "date": "DATE",
    "text[]": "ARRAY",
}
_SIZED = re.compile(r"numeric\((\d+),(\d+)\)")
_STORED = {"VARCHAR": "TEXT", "ARRAY": "ARRAY"}  # what information_schema calls them

KEY_MARK, LOCKS = "BRONZE._PRIVACY", "BRONZE._LOCKS"
_REGISTERS = {
    SCOPES: "system varchar not null, resource varchar not null, scope varchar not null, cursor varchar,"
    " read_at timestamp_tz not null, run_id varchar not null",
    LOCKS: "resource varchar not null, taken_at timestamp_tz not null",
    KEY_MARK: "key_mark varchar not null, since timestamp_tz not null",
    "REFERENCIA.ORGAO": "orgao_chave varchar not null, sigla varchar not null, nome varchar not null, siorg varchar,"
    " siafi varchar, siape varchar",
    "REFERENCIA.ORGAO_UG": "orgao_chave varchar not null, ug_codigo varchar not null",
}


def quoted(name: str) -> str:
    """Return a name of ours as Snowflake keeps it."""
    return f'"{name.upper()}"'


def table_name(resource: ResourceDeclaration) -> str:
    """Return the qualified name of a bronze table."""
    return f"BRONZE.{quoted(resource.table)}"


def snowflake_type(postgres_type: str) -> str:
    """Return the type for one of PostgreSQL's; digits are kept."""
    sized = _SIZED.fullmatch(postgres_type)
    return f"NUMBER({sized[1]},{sized[2]})" if sized else TYPES[postgres_type]


def schema_statements() -> list[str]:
    """Return the statements that create the schemas."""
    return [
        f"create schema if not exists {name.upper()} comment = {_text(about)}"
        for name, about in SCHEMAS.items()
        if name != "acessos"  # the register of reads is PostgreSQL's
    ]


def register_statements() -> list[str]:
    """Return the statements that create the ledger and the other tables of ours."""
    columns = ", ".join(f"{name} {_ledger_type(kind)}" for name, kind in ledger.COLUMNS.items())
    tables = {RUNS: columns, **_REGISTERS}
    return [f"create table if not exists {name} ({columns})" for name, columns in tables.items()]


def ledger_columns_statements(found: Iterable[str]) -> list[str]:
    """Return the statements that add the columns that the ledger of an earlier version lacks."""
    have = set(found)
    return [
        f"alter table {RUNS} add column {name} {_ledger_type(kind)}"
        for name, kind in ledger.COLUMNS.items()
        if name not in have
    ]


def create_statement(system: SystemDeclaration, resource: ResourceDeclaration) -> str:
    """Return the statement that creates a bronze table, with its dictionary."""
    columns = ", ".join(_definition(column, resource) for column in all_columns(resource))
    about = _text(f"{system.title}: {resource.about}")
    return f"create table {table_name(resource)} ({columns}) comment = {about}"


def add_statements(resource: ResourceDeclaration, names: Iterable[str]) -> list[str]:
    """Return the statements that add columns to a table."""
    wanted = set(names)
    return [
        f"alter table {table_name(resource)} add column {quoted(column.name)} {snowflake_type(column.type)}"
        for column in all_columns(resource)
        if column.name in wanted
    ]


def forget_statement(resource: ResourceDeclaration) -> str:
    """Return the statement that forgets what was read of a resource."""
    return f"delete from {SCOPES} where system = {literal(resource.system)} and resource = {literal(resource.name)}"


def missing_columns(resource: ResourceDeclaration, found: Mapping[str, str]) -> list[str]:
    """Return the columns that a table lacks; `found` gives types by name in lower case.

    Raises: ConfigurationError for a column of another type, which is never changed in place.
    """
    wanted = {column.name: _stored(snowflake_type(column.type)) for column in all_columns(resource)}
    refuse_other_types(resource, wanted, found, "Snowflake")
    return [name for name in wanted if name not in found]


def stored_type(kind: str, precision: int | None, scale: int | None) -> str:
    """Return a type as information_schema tells it, digits included."""
    return f"NUMBER({precision},{scale})" if kind == "NUMBER" else kind


def _stored(kind: str) -> str:
    return _STORED.get(kind, kind)


def _definition(column: Column, resource: ResourceDeclaration) -> str:
    required = " not null" if column.constraint or column.name in resource.key else ""
    about = _text(f"{column.about} [{column.lgpd}]")
    return f"{quoted(column.name)} {snowflake_type(column.type)}{required} comment {about}"


def _ledger_type(kind: str) -> str:
    """Return the type of a column of the ledger; its checks stay in the code that writes it."""
    name = kind.split(" ")[0]
    return snowflake_type(name) + (" default 0" if "default 0" in kind else "")


def _text(value: str) -> str:
    """Return a literal for a comment; apostrophes become typographic ones."""
    return "'" + value.replace("\\", "/").replace("'", "’") + "'"
