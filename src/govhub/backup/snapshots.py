"""A database held still: one snapshot for the dump and for the figures, and no table changed or dropped meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql
from psycopg import errors as pg

from govhub.backup.figures import tables_of
from govhub.errors import ConfigurationError
from govhub.warehouse.connection import connect

_TRIES = 5
_PAUSE_S = 2.0
_LOCKED = "rp"


@dataclass(frozen=True, slots=True)
class Still:
    """A database that is held still: the name of its snapshot, and a connection that sees it."""

    snapshot: str
    connection: Connection[Any]


@contextmanager
def held_still(url: str) -> Iterator[Still]:
    """Hold every table against changes of its shape, which dbt makes all the time, and yield the snapshot.

    Rows may be written meanwhile; the snapshot does not see them.
    Raises: ConfigurationError if tables come and go faster than they can be held.
    """
    with connect(url, application="govhub backup") as guard, connect(url, application="govhub backup") as reader:
        snapshot = _hold(guard)
        reader.execute("set transaction isolation level repeatable read read only")
        reader.execute(sql.SQL("set transaction snapshot {}").format(sql.Literal(snapshot)))
        reader.execute("set local idle_in_transaction_session_timeout = 0")
        yield Still(snapshot, reader)
        reader.rollback()
        guard.rollback()


def _hold(guard: Connection[Any]) -> str:
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE_S)
        guard.execute("set local lock_timeout = '60s'")
        guard.execute("set local idle_in_transaction_session_timeout = 0")
        try:
            tables = tables_of(guard, _LOCKED)
            for schema, table in tables:
                guard.execute(sql.SQL("lock table {} in access share mode").format(sql.Identifier(schema, table)))
            # What is exported is what this statement sees: a table made since the list was read would not be held.
            row = guard.execute("select pg_export_snapshot()").fetchone()
            if row and tables_of(guard, _LOCKED) == tables:
                return str(row[0])
        except (pg.UndefinedTable, pg.InvalidSchemaName, pg.LockNotAvailable):
            pass
        guard.rollback()
    raise ConfigurationError(
        "As tabelas do banco mudam enquanto a cópia começa; nada foi gravado",
        where=str(guard.info.dbname),
        todo="Espere a transformação terminar e rode de novo.",
    )
