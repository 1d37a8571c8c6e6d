"""What a BigQuery warehouse holds, and what `govhub warehouse setup` has to do about it."""

from __future__ import annotations

from govhub.catalog import Catalog
from govhub.warehouse.engines.bigquery import tables
from govhub.warehouse.engines.bigquery.books import BigQueryBooks
from govhub.warehouse.engines.bigquery.session import Session
from govhub.warehouse.engines.provision import Columns, differences, set_up_tables

_COLUMNS = "select table_name, column_name, data_type from bronze.INFORMATION_SCHEMA.COLUMNS"


def columns_of(session: Session, table: str) -> Columns:
    """Return the columns of a bronze table; none where there is no table."""
    return _by_table(session, f"{_COLUMNS} where table_name = %s", (table,)).get(table, {})


def set_up(session: Session, location: str, catalog: Catalog, mark: str | None) -> list[str]:
    """Create datasets, ledger and bronze tables, and add what they lack; return what changed in bronze, in clauses.

    Each statement is committed by itself, as all DDL is there; it can be repeated after any interruption.
    Raises: ConfigurationError for a table that contradicts its declaration; all the others are then done.
    """
    for statement in (*tables.schema_statements(location), *tables.register_statements()):
        session.execute(statement)
    found = _by_table(session, _COLUMNS)
    for statement in (*tables.ledger_columns_statements(found.get("_runs_log", {})), *tables.view_statements()):
        session.execute(statement)
    if mark is not None and not session.rows(f"select 1 from {tables.KEY_MARK} limit 1"):
        session.execute(f"insert into {tables.KEY_MARK} (key_mark, since) select %s, current_timestamp()", (mark,))
    done, refused = set_up_tables(session, catalog, found, tables)
    BigQueryBooks(session).register_bodies(catalog.bodies.orgaos)
    if refused:
        raise refused[0]
    return done


def lacking(session: Session, catalog: Catalog) -> list[str]:
    """Return what `warehouse setup` has to do, in clauses: none when the warehouse is that of this version."""
    return differences(catalog, _by_table(session, _COLUMNS), tables)


def _by_table(session: Session, query: str, values: tuple[str, ...] | None = None) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for table, column, kind in session.rows(query, values):
        found.setdefault(table, {})[column] = kind
    return found
