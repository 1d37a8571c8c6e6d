"""What was told and what stands: `bronze._alerts`, one row per problem from its first notice to the news of its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import class_row

from govhub.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Alert:
    """A problem that was noticed; its fields are the columns of the table.

    `sent_at` is null until a message went out, `resolved_at` while the problem stands, `closed_at` until its end was
    told (or needed no telling, because nothing had been sent).
    """

    fingerprint: str
    kind: str
    place: str
    item: str
    what: str
    since: datetime
    noticed_at: datetime
    sent_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


_NAMES = tuple(field.name for field in fields(Alert))
_COLUMNS = sql.SQL(", ").join(map(sql.Identifier, _NAMES))
_LOCK = "hashtextextended('govhub.alerts', 0)"


def create_alert_register(connection: Connection[Any]) -> None:
    """Create the table if it is missing."""
    connection.execute(
        "create table if not exists bronze._alerts (fingerprint text not null, kind text not null, place text not null,"
        " item text not null, what text not null, since timestamptz not null, noticed_at timestamptz not null,"
        " sent_at timestamptz, resolved_at timestamptz, closed_at timestamptz, primary key (fingerprint, noticed_at))"
    )
    connection.execute(
        "create unique index if not exists _alerts_open on bronze._alerts (fingerprint) where closed_at is null"
    )
    connection.execute(
        "comment on table bronze._alerts is 'Um problema por linha: desde quando, quando foi avisado e quando acabou'"
    )


@contextmanager
def alone(connection: Connection[Any]) -> Iterator[None]:
    """Let one check run at a time, so that none tells what another is telling.

    Raises: ConfigurationError when another one is at work.
    """
    row = connection.execute(f"select pg_try_advisory_lock({_LOCK})").fetchone()
    if not row or not row[0]:
        raise ConfigurationError("Outra verificação de alertas está em andamento", todo="Espere-a terminar.")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(f"select pg_advisory_unlock({_LOCK})")


def open_alerts(connection: Connection[Any]) -> list[Alert]:
    """Return the alerts that stand, or whose end is still to be told, oldest first."""
    return _read(connection, sql.SQL("where closed_at is null order by since, fingerprint"))


def latest_alerts(connection: Connection[Any], limit: int) -> list[Alert]:
    """Return the alerts noticed last, newest first."""
    return _read(connection, sql.SQL("order by noticed_at desc, fingerprint limit {}").format(sql.Literal(limit)))


def _read(connection: Connection[Any], which: sql.Composable) -> list[Alert]:
    with connection.cursor(row_factory=class_row(Alert)) as cursor:
        return cursor.execute(sql.SQL("select {} from bronze._alerts {}").format(_COLUMNS, which)).fetchall()


def save_alerts(connection: Connection[Any], alerts: Iterable[Alert]) -> None:
    """Write alerts as they now are, new ones too."""
    statement = sql.SQL(
        "insert into bronze._alerts ({}) values ({}) on conflict (fingerprint, noticed_at) do update set {}"
    ).format(
        _COLUMNS,
        sql.SQL(", ").join(sql.Placeholder() for _ in _NAMES),
        sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in _NAMES[4:]),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[getattr(alert, name) for name in _NAMES] for alert in alerts])
