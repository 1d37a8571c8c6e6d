"""What a Snowflake warehouse holds, and what `govhub warehouse setup` has to do about it."""

from __future__ import annotations

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.warehouse.engines.snowflake import tables
from govhub.warehouse.engines.snowflake.books import SnowflakeBooks
from govhub.warehouse.engines.snowflake.session import Session
from govhub.warehouse.plans import NEW_TABLE

_COLUMNS = (
    "select lower(table_name), lower(column_name), data_type, numeric_precision, numeric_scale"
    " from information_schema.columns where table_schema = 'BRONZE'"
)

Columns = dict[str, str]
"""Types by column name, in lower case."""


def columns_of(session: Session, table: str) -> Columns:
    """Return the columns of a bronze table; none where there is no table."""
    return _by_table(session, f"{_COLUMNS} and table_name = %s", (table.upper(),)).get(table, {})


def set_up(session: Session, database: str, catalog: Catalog, mark: str | None) -> list[str]:
    """Create schemas, ledger and bronze tables, and add what they lack; return what changed in bronze, in clauses.

    Each statement is committed by itself, as all DDL is there; it can be repeated after any interruption.
    Raises: ConfigurationError for a table that contradicts its declaration; all the others are then done.
    """
    session.execute(f"create database if not exists {database}")
    session.execute(f"use database {database}")
    for statement in tables.schema_statements():
        session.execute(statement)
    session.execute("use schema bronze")
    for statement in tables.register_statements():
        session.execute(statement)
    found = _by_table(session, _COLUMNS)
    for statement in tables.ledger_columns_statements(found.get("_runs", {})):
        session.execute(statement)
    if mark is not None and not session.rows(f"select 1 from {tables.KEY_MARK} limit 1"):
        session.execute(f"insert into {tables.KEY_MARK} (key_mark, since) select %s, current_timestamp()", (mark,))
    done, refused = _set_up_tables(session, catalog, found)
    SnowflakeBooks(session).register_bodies(catalog.bodies.orgaos)
    if refused:
        raise refused[0]
    return done


def differences(session: Session, catalog: Catalog) -> list[str]:
    """Return what `warehouse setup` has to do, in clauses: none when the warehouse is that of this version."""
    found = _by_table(session, _COLUMNS)
    lacking = [] if "_runs" in found else ["a tabela bronze._runs a criar"]
    for system in catalog.systems.values():
        for resource in system.resources.values():
            if resource.table not in found:
                lacking.append(f"bronze.{resource.table}: {NEW_TABLE}")
                continue
            try:
                missing = tables.missing_columns(resource, found[resource.table])
            except ConfigurationError as refusal:
                lacking.append(refusal.sentence())
            else:
                lacking += [f"bronze.{resource.table}: coluna nova ({', '.join(missing)})"] if missing else []
    return lacking


def _set_up_tables(
    session: Session, catalog: Catalog, found: dict[str, Columns]
) -> tuple[list[str], list[ConfigurationError]]:
    done: list[str] = []
    refused: list[ConfigurationError] = []
    for system in catalog.systems.values():
        for resource in system.resources.values():
            if resource.table not in found:
                session.execute(tables.create_statement(system, resource))
                session.execute(
                    f"delete from {tables.SCOPES} where system = %s and resource = %s", (resource.system, resource.name)
                )
                done.append(f"bronze.{resource.table}: {NEW_TABLE}")
                continue
            try:
                missing = tables.missing_columns(resource, found[resource.table])
            except ConfigurationError as refusal:
                refused.append(refusal)
                continue
            for statement in tables.add_statements(resource, missing):
                session.execute(statement)
            if missing:
                done.append(f"bronze.{resource.table}: colunas novas ({', '.join(missing)})")
    return done, refused


def _by_table(session: Session, query: str, values: tuple[str, ...] | None = None) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for table, column, kind, precision, scale in session.rows(query, values):
        found.setdefault(table, {})[column] = tables.stored_type(kind, precision, scale)
    return found
