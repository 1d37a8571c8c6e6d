"""What `govhub warehouse setup` would still have to do: tables and columns that the declarations ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from govhub.catalog import Catalog
from govhub.warehouse.bronze import all_columns
from govhub.warehouse.ledger import COLUMNS as LEDGER_COLUMNS

_FOUND = (
    "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class as c"
    " join pg_namespace as n on n.oid = c.relnamespace"
    " join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    " where n.nspname = 'bronze' and c.relkind in ('r', 'p')"
)


def outdated(connection: Connection[Any], catalog: Catalog) -> tuple[list[str], list[str]]:
    """Return what is missing, which setup adds, and what has another type, which it refuses to change."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(_FOUND).fetchall():
        found.setdefault(table, {})[column] = kind.replace("timestamp with time zone", "timestamptz")
    missing, other = [], []
    for table, columns in _wanted(catalog):
        if table not in found:
            missing.append(f"bronze.{table}")
            continue
        for name, kind in columns.items():
            if name not in found[table]:
                missing.append(f"bronze.{table}.{name}")
            elif kind and found[table][name] != kind:
                other.append(f"bronze.{table}.{name} é {found[table][name]}, e a declaração diz {kind}")
    return missing, other


def _wanted(catalog: Catalog) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every table of bronze with its columns and their types; of the ledger only the names matter."""
    yield "_runs", dict.fromkeys(LEDGER_COLUMNS, "")
    for system in catalog.systems.values():
        for resource in system.resources.values():
            yield resource.table, {column.name: column.type for column in all_columns(resource)}
