"""What was read and how far: `bronze._scopes`, one row per request scope of a resource.

A month that was never read, a parent that changed, a message that is new: reading begins from here. Rows are written
in the transaction of the data that they speak of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from govhub.catalog import ResourceDeclaration

GONE = "sem pai"
"""Cursor of a scope whose parent left the source: not asked any more, and its rows are marked as deleted."""
_TABLE = sql.Identifier("bronze", "_scopes")


def create_memory(connection: Connection[Any]) -> None:
    """Create the table if it is missing."""
    connection.execute(
        sql.SQL(
            "create table if not exists {} (system text not null, resource text not null, scope text not null,"
            " cursor text, read_at timestamptz not null, run_id text not null, primary key (system, resource, scope))"
        ).format(_TABLE)
    )
    connection.execute(
        sql.SQL(
            "comment on table {} is 'Um pedido por linha: quando foi lido até o fim pela última vez, e até onde'"
        ).format(_TABLE)
    )


def read_memory(connection: Connection[Any], resource: ResourceDeclaration) -> dict[str, str | None]:
    """Return the cursor of every scope of a resource that was ever read to its end, by label."""
    rows = connection.execute(
        sql.SQL("select scope, cursor from {} where system = %s and resource = %s").format(_TABLE),
        (resource.system, resource.name),
    ).fetchall()
    return dict(rows)


def remember_statement(
    resource: ResourceDeclaration, scopes: sql.Identifier, run_id: str, read_at: datetime
) -> sql.Composed:
    """Return the statement that remembers the scopes of a run, given as a table with `scope` and `cursor`."""
    return sql.SQL(
        "insert into {table} (system, resource, scope, cursor, read_at, run_id)"
        " select {system}, {resource}, scope, max(cursor), {at}, {run} from {scopes} group by scope"
        " on conflict (system, resource, scope) do update"
        " set cursor = excluded.cursor, read_at = excluded.read_at, run_id = excluded.run_id"
    ).format(
        table=_TABLE,
        system=sql.Literal(resource.system),
        resource=sql.Literal(resource.name),
        at=sql.Literal(read_at),
        run=sql.Literal(run_id),
        scopes=scopes,
    )


def forget_statement(resource: ResourceDeclaration) -> sql.Composed:
    """Return the statement that forgets every scope of a resource."""
    return sql.SQL("delete from {} where system = {} and resource = {}").format(
        _TABLE, sql.Literal(resource.system), sql.Literal(resource.name)
    )
