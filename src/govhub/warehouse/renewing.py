"""Pseudonyms replaced in place, wherever a layer holds them, from a book of former and new ones.

A pseudonym is 26 characters of base32, alone in a column or inside a key such as `PF:…`. Columns are found by what they
hold, not by their names; tables of the built layers only, because views compute theirs.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection, sql
from psycopg import errors as pg

from govhub.catalog import ResourceDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES
from govhub.errors import ConfigurationError
from govhub.warehouse.access import SCHEMAS
from govhub.warehouse.bronze import table_name

Columns = dict[tuple[str, str], list[str]]
"""Columns that hold pseudonyms, by schema and table."""

_BOOK = sql.Identifier("_renewed")
_TOKEN = sql.Literal("(?<![A-Z0-9])[A-Z2-7]{26}(?![A-Z0-9])")
_LONG = 26
_LOCK_TIMEOUT_MS = 500  # below deadlock_timeout, so that nobody else's statement is ended for us
_LOCK_WAIT_S = 900.0
_TEXT_OF_TABLE = (
    "c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped"
    " and a.atttypid in ('text'::regtype, 'varchar'::regtype)"
)


def identifiers_of(connection: Connection[Any], resource: ResourceDeclaration) -> Iterator[tuple[str, str]]:
    """Yield field and value of every identifier that bronze holds of a resource; nothing if its table is not there."""
    if connection.execute("select to_regclass(%s)", (f"bronze.{resource.table}",)).fetchone() == (None,):
        return
    pseudonym, _ = IDENTIFIER_SUFFIXES
    for field in resource.identifiers:
        query = sql.SQL("select distinct {} from {} where {} is not null").format(
            sql.Identifier(field.name), table_name(resource), sql.Identifier(field.name + pseudonym)
        )
        with connection.cursor(f"_of_{resource.name}"[:60]) as cursor:
            for (value,) in cursor.execute(query):
                yield field.name, value


def create_book(connection: Connection[Any], pages: Iterable[tuple[str, str]]) -> None:
    """Make the temporary table of former and new pseudonyms."""
    connection.execute(
        sql.SQL("create temporary table {} (former text primary key, fresh text not null) on commit drop").format(_BOOK)
    )
    add_pages(connection, pages)


def add_pages(connection: Connection[Any], pages: Iterable[tuple[str, str]]) -> None:
    """Add former and new pseudonyms that are not there yet."""
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("copy {} (former, fresh) from stdin").format(_BOOK)) as copy,
    ):
        for page in pages:
            copy.write_row(page)
    connection.execute(sql.SQL("analyze {}").format(_BOOK))


def columns_with_pseudonyms(connection: Connection[Any]) -> Columns:
    """Return the columns of the built layers that hold pseudonyms; the register of reads knows logins only."""
    found: Columns = {}
    for schema, table, names in connection.execute(
        "select n.nspname, c.relname, array_agg(a.attname::text order by a.attnum) from pg_class as c"
        " join pg_namespace as n on n.oid = c.relnamespace join pg_attribute as a on a.attrelid = c.oid"
        f" where n.nspname = any(%s) and {_TEXT_OF_TABLE} group by 1, 2 order by 1, 2",
        ([schema for schema in SCHEMAS if schema not in ("bronze", "acessos")],),
    ).fetchall():
        row = connection.execute(
            sql.SQL("select {} from {}").format(
                sql.SQL(", ").join(sql.SQL("coalesce(bool_or({}), false)").format(_holds(name)) for name in names),
                sql.Identifier(schema, table),
            )
        ).fetchone()
        holding = [name for name, holds in zip(names, row or (), strict=True) if holds]
        if holding:
            found[schema, table] = holding
    return found


def unknown_pseudonyms(connection: Connection[Any], columns: Columns) -> set[str]:
    """Return what looks like a pseudonym and is not in the book."""
    unknown: set[str] = set()
    for (schema, table), names in columns.items():
        for name in names:
            rows = connection.execute(
                sql.SQL(
                    "select distinct token from (select {token} as token from {table}) as t"
                    " where token is not null and not exists (select from {book} where former = token)"
                ).format(token=_token(name), table=sql.Identifier(schema, table), book=_BOOK)
            ).fetchall()
            unknown |= {row[0] for row in rows}
    return unknown


def lock_tables(connection: Connection[Any], resources: list[ResourceDeclaration], columns: Columns) -> None:
    """Wait until nobody reads or writes the tables that change, a moment at a time, so that nobody is held up meanwhile.

    A build that reads a table keeps it until its own table is done, so none carries former pseudonyms past the change.
    Raises: ConfigurationError when the tables are in use for fifteen minutes on end.
    """
    tables = [sql.Identifier(schema, table) for schema, table in sorted(columns)] + [table_name(r) for r in resources]
    statement = sql.SQL("lock table {} in access exclusive mode").format(sql.SQL(", ").join(tables))
    deadline = time.monotonic() + _LOCK_WAIT_S
    while True:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_TIMEOUT_MS)))
                connection.execute(statement)
            connection.execute("set local lock_timeout = 0")
            return
        except pg.LockNotAvailable as error:
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    "As tabelas estão em uso há quinze minutos; nada mudou",
                    todo="Repita quando a transformação tiver terminado.",
                ) from error
        time.sleep(1)


def renew(connection: Connection[Any], resources: list[ResourceDeclaration], columns: Columns) -> dict[str, int]:
    """Replace the pseudonyms that are in the book; return the rows that changed by table."""
    pseudonym, _ = IDENTIFIER_SUFFIXES
    changed = {}
    for resource in resources:
        names = [field.name + pseudonym for field in resource.identifiers]
        changed[f"bronze.{resource.table}"] = _renew_table(connection, table_name(resource), names)
    for (schema, table), names in columns.items():
        changed[f"{schema}.{table}"] = _renew_table(connection, sql.Identifier(schema, table), names)
    return changed


def _renew_table(connection: Connection[Any], table: sql.Identifier, names: list[str]) -> int:
    assignments = sql.SQL(", ").join(
        sql.SQL(
            "{name} = coalesce(replace({name}, {token}, (select fresh from {book} where former = {token})), {name})"
        ).format(name=sql.Identifier(name), token=_token(name), book=_BOOK)
        for name in names
    )
    return connection.execute(
        sql.SQL("update {} set {} where {}").format(table, assignments, sql.SQL(" or ").join(map(_holds, names)))
    ).rowcount


def _holds(name: str) -> sql.Composed:
    return sql.SQL("(length({name}) >= {long} and {name} ~ {token})").format(
        name=sql.Identifier(name), long=sql.Literal(_LONG), token=_TOKEN
    )


def _token(name: str) -> sql.Composed:
    return sql.SQL("substring({} from {})").format(sql.Identifier(name), _TOKEN)
