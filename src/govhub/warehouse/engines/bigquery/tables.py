"""The tables of a BigQuery warehouse, as the declarations say: DDL, and what differs from it. Pure.

Ledger and memory are only ever appended to, because two transactions that change rows of one table cancel each other, and
every load writes both: `_runs_log` and `_scopes_log` hold every word, the views `_runs` and `_scopes` the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.warehouse import ledger
from govhub.warehouse.access import SCHEMAS
from govhub.warehouse.bronze import Column, all_columns
from govhub.warehouse.engines.bigquery.values import written
from govhub.warehouse.engines.provision import refuse_other_types
from govhub.warehouse.engines.questions import RUNS, SCOPES

SCALE = 38
"""Decimal places of a declared `number`, a BIGNUMERIC; as many digits are left before the point."""

TYPES = {
    "text": "STRING",
    "jsonb": "JSON",
    "integer": "INT64",
    "bigint": "INT64",
    "numeric": "BIGNUMERIC",
    "boolean": "BOOL",
    "timestamptz": "TIMESTAMP",
    "date": "DATE",
    "text[]": "ARRAY<STRING>",
}
_SIZED = re.compile(r"numeric\((\d+),(\d+)\)")
_NUMERIC_SCALE, _NUMERIC_INTEGER_DIGITS = 9, 29

RUNS_LOG, SCOPES_LOG, KEY_MARK = "bronze._runs_log", "bronze._scopes_log", "bronze._privacy"
BODIES, UNITS = "referencia.orgao", "referencia.orgao_ug"
_SCOPES_COLUMNS = ("system", "resource", "scope", "cursor", "read_at", "run_id")
_REGISTERS = {
    SCOPES_LOG: "system STRING NOT NULL, resource STRING NOT NULL, scope STRING NOT NULL, cursor STRING,"
    " read_at TIMESTAMP NOT NULL, run_id STRING NOT NULL, forgotten BOOL NOT NULL, _written_at TIMESTAMP NOT NULL",
    KEY_MARK: "key_mark STRING NOT NULL, since TIMESTAMP NOT NULL",
    BODIES: "orgao_chave STRING NOT NULL, sigla STRING NOT NULL, nome STRING NOT NULL, siorg STRING, siafi STRING,"
    " siape STRING",
    UNITS: "orgao_chave STRING NOT NULL, ug_codigo STRING NOT NULL",
}


def quoted(name: str) -> str:
    """Return a name of ours as BigQuery keeps it."""
    return f"`{name}`"


def table_name(resource: ResourceDeclaration) -> str:
    """Return the qualified name of a bronze table."""
    return f"bronze.{quoted(resource.table)}"


def bigquery_type(postgres_type: str) -> str:
    """Return the type for one of PostgreSQL's; digits are kept."""
    sized = _SIZED.fullmatch(postgres_type)
    if not sized:
        return TYPES[postgres_type]
    precision, scale = int(sized[1]), int(sized[2])
    fits = scale <= _NUMERIC_SCALE and precision - scale <= _NUMERIC_INTEGER_DIGITS
    return f"{'NUMERIC' if fits else 'BIGNUMERIC'}({precision}, {scale})"


def schema_statements(location: str) -> list[str]:
    """Return the statements that create the schemas, which BigQuery calls datasets, in a location."""
    return [
        f"create schema if not exists {name} options (location = {written(location)}, description = {written(about)})"
        for name, about in SCHEMAS.items()
        if name != "acessos"  # the register of reads is PostgreSQL's
    ]


def register_statements() -> list[str]:
    """Return the statements that create the ledger and the other tables of ours."""
    columns = ", ".join(f"{name} {_ledger_type(kind)}" for name, kind in ledger.COLUMNS.items())
    tables = {RUNS_LOG: f"{columns}, _written_at TIMESTAMP NOT NULL", **_REGISTERS}
    return [f"create table if not exists {name} ({columns})" for name, columns in tables.items()]


def ledger_columns_statements(found: Iterable[str]) -> list[str]:
    """Return the statements that add the columns that the ledger of an earlier version lacks."""
    have = set(found)
    return [
        f"alter table {RUNS_LOG} add column {name} {bigquery_type(kind.split(' ')[0])}"
        for name, kind in ledger.COLUMNS.items()
        if name not in have
    ]


def view_statements() -> list[str]:
    """Return the statements that make the ledger and the memory what their logs said last."""
    return [
        f"create or replace view {RUNS} as select {', '.join(ledger.COLUMNS)} from (select *, row_number() over"
        f" (partition by run_id, resource order by _written_at desc) as _nth from {RUNS_LOG}) where _nth = 1",
        f"create or replace view {SCOPES} as select {', '.join(_SCOPES_COLUMNS)} from (select *, row_number() over"
        f" (partition by system, resource, scope order by _written_at desc) as _nth from {SCOPES_LOG})"
        " where _nth = 1 and not forgotten",
    ]


def create_statement(system: SystemDeclaration, resource: ResourceDeclaration) -> str:
    """Return the statement that creates a bronze table, with its dictionary."""
    columns = ", ".join(
        f"{_definition(column, resource)} options (description = {written(f'{column.about} [{column.lgpd}]')})"
        for column in all_columns(resource)
    )
    about = written(f"{system.title}: {resource.about}")
    return f"create table {table_name(resource)} ({columns}) options (description = {about})"


def copy_statement(resource: ResourceDeclaration, name: str) -> str:
    """Return the statement that creates a table of the same columns, which goes away by itself after a week."""
    columns = ", ".join(_definition(column, resource) for column in all_columns(resource))
    return f"create table {name} ({columns}) options ({expiring(days=7)})"


def expiring(*, days: int) -> str:
    """Return the option that makes BigQuery drop a table, of a load that was killed, by itself."""
    return f"expiration_timestamp = timestamp_add(current_timestamp(), interval {days} day)"


def add_statements(resource: ResourceDeclaration, names: Iterable[str]) -> list[str]:
    """Return the statements that add columns to a table."""
    wanted = set(names)
    return [
        f"alter table {table_name(resource)} add column {quoted(column.name)} {bigquery_type(column.type)}"
        for column in all_columns(resource)
        if column.name in wanted
    ]


def forget_statement(
    resource: ResourceDeclaration, kept: str = "select cast(null as string) from (select 1) where false"
) -> str:
    """Return the statement that forgets what was read of a resource, but for the scopes that a query gives."""
    return (
        f"insert into {SCOPES_LOG} ({', '.join(_SCOPES_COLUMNS)}, forgotten, _written_at)"
        f" select {', '.join(_SCOPES_COLUMNS)}, true, current_timestamp() from {SCOPES}"
        f" where system = {written(resource.system)} and resource = {written(resource.name)}"
        f" and scope not in ({kept})"
    )


def missing_columns(resource: ResourceDeclaration, found: Mapping[str, str]) -> list[str]:
    """Return the columns that a table lacks; `found` gives types by name.

    Raises: ConfigurationError for a column of another type, which is never changed in place.
    """
    wanted = {column.name: bigquery_type(column.type) for column in all_columns(resource)}
    refuse_other_types(resource, wanted, found, "BigQuery")
    return [name for name in wanted if name not in found]


def _definition(column: Column, resource: ResourceDeclaration) -> str:
    required = " NOT NULL" if column.constraint or column.name in resource.key else ""
    return f"{quoted(column.name)} {bigquery_type(column.type)}{required}"


def _ledger_type(kind: str) -> str:
    """Return the type of a column of the ledger; lists are never null there, and can't be declared so."""
    name = kind.split(" ")[0]
    required = " NOT NULL" if "not null" in kind and name != "text[]" else ""
    return bigquery_type(name) + required
