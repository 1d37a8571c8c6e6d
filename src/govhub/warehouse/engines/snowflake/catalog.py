"""What a Snowflake warehouse holds, and what `govhub warehouse setup` has to do about it."""

from __future__ import annotations

from govhub.catalog import Catalog
from govhub.warehouse.engines.provision import Columns, differences, set_up_tables
from govhub.warehouse.engines.snowflake import tables
from govhub.warehouse.engines.snowflake.books import SnowflakeBooks
from govhub.warehouse.engines.snowflake.session import Session

_COLUMNS = (
    "select lower(table_name), lower(column_name), data_type, numeric_precision, numeric_scale"
    " from information_schema.columns where table_schema = 'BRONZE'"
)


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
    done, refused = set_up_tables(session, catalog, found, tables)
    SnowflakeBooks(session).register_bodies(catalog.bodies.orgaos)
    if refused:
        raise refused[0]
    return done


def lacking(session: Session, catalog: Catalog) -> list[str]:
    """Return what `warehouse setup` has to do, in clauses: none when the warehouse is that of this version."""
    return differences(catalog, _by_table(session, _COLUMNS), tables)


def _by_table(session: Session, query: str, values: tuple[str, ...] | None = None) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for table, column, kind, precision, scale in session.rows(query, values):
        found.setdefault(table, {})[column] = tables.stored_type(kind, precision, scale)
    return found
