"""The run ledger `bronze._runs`: one row per resource and run, whatever became of it.

A row is written when a run starts, so that a killed run leaves a trace; the success of a run is
written in the transaction of its data, its failure after the rollback.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from psycopg import Connection, sql
from psycopg.rows import dict_row

Status = Literal["executando", "sucesso", "sucesso_vazio", "falha", "interrompida"]
Kind = Literal["ingest", "replay"]

COLUMNS = {
    "run_id": "text not null",
    "system": "text not null",
    "resource": "text not null",
    "kind": "text not null check (kind in ('ingest', 'replay'))",
    "status": "text not null check (status in ('executando', 'sucesso', 'sucesso_vazio', 'falha', 'interrompida'))",
    "orgaos": "text not null",
    "window_start": "date",
    "window_end": "date",
    "started_at": "timestamptz not null",
    "finished_at": "timestamptz",
    "duration_s": "numeric(12,3)",
    "scopes": "bigint not null default 0",
    "scopes_unchanged": "bigint not null default 0",
    "requests": "bigint not null default 0",
    "retries": "bigint not null default 0",
    "waited_s": "numeric(14,3) not null default 0",
    "answering_s": "numeric(14,3) not null default 0",
    "slowest_s": "numeric(12,3) not null default 0",
    "pages": "bigint not null default 0",
    "rows_announced": "bigint",
    "rows_fetched": "bigint not null default 0",
    "rows_duplicate": "bigint not null default 0",
    "rows_inserted": "bigint not null default 0",
    "rows_updated": "bigint not null default 0",
    "rows_unchanged": "bigint not null default 0",
    "rows_deleted": "bigint not null default 0",
    "rows_rejected": "bigint not null default 0",
    "bytes": "bigint not null default 0",
    "lake_path": "text",
    "drift": "text[] not null default '{}'",
    "error": "text",
    "error_class": "text",
    "airflow_run": "text",
    "tries_left": "integer",
}
_STARTED = (
    "run_id", "system", "resource", "kind", "status", "orgaos", "window_start", "window_end", "started_at", "airflow_run",
    "tries_left",
)  # fmt: skip


@dataclass(slots=True)
class Run:
    """The figures of one run of one resource; its fields are the columns of the ledger.

    Units: seconds. `waited_s` and `answering_s` are sums over requests side by side (see `extraction.answers.Effort`).
    `tries_left` is how often Airflow would still try after this run, null outside Airflow; `error_class` names the
    exception of a failure.
    """

    run_id: str
    system: str
    resource: str
    kind: Kind
    orgaos: str
    started_at: datetime
    status: Status = "executando"
    window_start: date | None = None
    window_end: date | None = None
    finished_at: datetime | None = None
    scopes: int = 0
    scopes_unchanged: int = 0
    requests: int = 0
    retries: int = 0
    waited_s: float = 0.0
    answering_s: float = 0.0
    slowest_s: float = 0.0
    pages: int = 0
    rows_announced: int | None = None
    rows_fetched: int = 0
    rows_duplicate: int = 0
    rows_inserted: int = 0
    rows_updated: int = 0
    rows_unchanged: int = 0
    rows_deleted: int = 0
    rows_rejected: int = 0
    bytes: int = 0
    lake_path: str | None = None
    drift: list[str] = field(default_factory=list)
    error: str | None = None
    error_class: str | None = None
    airflow_run: str | None = None
    tries_left: int | None = None

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; null while running."""
        return round((self.finished_at - self.started_at).total_seconds(), 3) if self.finished_at else None

    def succeed(self) -> None:
        """Mark the end of a good run."""
        self.finished_at = datetime.now(UTC)
        self.status = "sucesso" if self.rows_fetched or self.scopes_unchanged else "sucesso_vazio"

    def fail(self, sentence: str, error_class: str | None = None) -> None:
        """Mark the end of a failed run; what was not committed did not happen."""
        self.finished_at = datetime.now(UTC)
        self.status, self.error, self.error_class = "falha", sentence, error_class
        self.rows_inserted = self.rows_updated = self.rows_unchanged = self.rows_deleted = self.rows_duplicate = 0


def create_ledger(connection: Connection) -> None:
    """Create the ledger, or add the columns it lacks."""
    columns = sql.SQL(", ").join(sql.SQL(f"{name} {kind}") for name, kind in COLUMNS.items())
    connection.execute(
        sql.SQL("create table if not exists bronze._runs ({}, primary key (run_id, resource))").format(columns)
    )
    for name in missing_columns(connection):  # none as a rule: to ask for the change is to wait for every reader
        connection.execute(sql.SQL(f"alter table bronze._runs add column {name} {COLUMNS[name]}"))
    connection.execute("create index if not exists _runs_resource on bronze._runs (system, resource, started_at desc)")
    connection.execute(
        "comment on table bronze._runs is 'Uma linha por execução e recurso: o que foi pedido, recebido e gravado'"
    )


def missing_columns(connection: Connection) -> list[str]:
    """Return the columns that the ledger of an earlier version lacks; all of them where there is no ledger.

    A column that a later version adds has a default, or may be null: rows that are there keep being true.
    """
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass('bronze._runs') and not attisdropped"
    ).fetchall()
    found = {row[0] for row in rows}
    return [name for name in COLUMNS if name not in found]


def start_run(connection: Connection, run: Run) -> None:
    """Write the row of a run that begins, and close the rows that killed runs of the resource left open.

    The caller holds the lock of the resource, so no other run of it is alive.
    """
    connection.execute(
        "update bronze._runs set status = 'interrompida', finished_at = now(),"
        " error = 'A execução foi interrompida antes do fim; nada foi gravado. Basta rodá-la de novo.'"
        " where system = %s and resource = %s and status = 'executando'",
        (run.system, run.resource),
    )
    _insert(connection, run)


def _insert(connection: Connection, run: Run) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, _STARTED))
    values = sql.SQL(", ").join(sql.Placeholder() for _ in _STARTED)
    connection.execute(
        sql.SQL("insert into bronze._runs ({}) values ({})").format(names, values),
        [getattr(run, name) for name in _STARTED],
    )


def record_rebuilt(connection: Connection, run: Run) -> None:
    """Write the row of a run that rebuilt a resource and is over, in the transaction of its data."""
    _insert(connection, run)
    connection.execute(finish_statement(run))


def finish_statement(run: Run) -> sql.Composed:
    """Return the statement that closes the row of a run, with its values; for the transaction of its data."""
    names = ["status", "tries_left", *(name for name in COLUMNS if name not in _STARTED)]
    pairs = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(getattr(run, name))) for name in names]
    return sql.SQL("update bronze._runs set {} where run_id = {} and resource = {}").format(
        sql.SQL(", ").join(pairs), sql.Literal(run.run_id), sql.Literal(run.resource)
    )


def list_runs(
    connection: Connection, *, system: str | None = None, failed: bool = False, limit: int = 50
) -> list[dict[str, Any]]:
    """Return the newest runs first, as dictionaries of the ledger's columns."""
    condition = sql.SQL(" and ").join(
        [
            sql.SQL("true"),
            *([sql.SQL("system = {}").format(sql.Literal(system))] if system else []),
            *([sql.SQL("status in ('falha', 'interrompida')")] if failed else []),
        ]
    )
    query = sql.SQL("select * from bronze._runs where {} order by started_at desc, resource limit {}").format(
        condition, sql.Literal(limit)
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def last_good_run(connection: Connection, system: str, resource: str) -> tuple[str, datetime] | None:
    """Return id and start of the newest successful ingestion of a resource."""
    row = connection.execute(
        "select run_id, started_at from bronze._runs where system = %s and resource = %s and kind = 'ingest'"
        " and status in ('sucesso', 'sucesso_vazio') order by started_at desc limit 1",
        (system, resource),
    ).fetchone()
    return (row[0], row[1]) if row else None


def statuses(connection: Connection, system: str, resource: str) -> dict[str, str]:
    """Return the status of every known ingestion of a resource, by run id."""
    rows = connection.execute(
        "select run_id, status from bronze._runs where system = %s and resource = %s and kind = 'ingest'",
        (system, resource),
    ).fetchall()
    return dict(rows)


def needless_runs(connection: Connection, system: str, resource: str, before: datetime) -> list[str]:
    """Return the manifests of the runs older than `before` that a rebuilt table does without, oldest first.

    They failed to load, or loaded and changed no row. The newest good run is none of them: it tells what was read last.
    """
    rows = connection.execute(
        "select lake_path from bronze._runs where system = %(system)s and resource = %(resource)s and kind = 'ingest'"
        " and lake_path is not null and started_at < %(before)s and (status in ('falha', 'interrompida')"
        " or (status in ('sucesso', 'sucesso_vazio') and rows_inserted + rows_updated + rows_deleted = 0"
        " and started_at < (select max(started_at) from bronze._runs where system = %(system)s and resource = %(resource)s"
        " and kind = 'ingest' and lake_path is not null and status in ('sucesso', 'sucesso_vazio')))) order by started_at",
        {"system": system, "resource": resource, "before": before},
    ).fetchall()
    return [row[0] for row in rows]


def loaded_paths(connection: Connection, system: str, resource: str) -> list[str]:
    """Return the manifests of the runs that changed a table, oldest first: it can't be rebuilt without them."""
    rows = connection.execute(
        "select lake_path from bronze._runs where system = %s and resource = %s and kind = 'ingest' and lake_path is not null"
        " and status in ('sucesso', 'sucesso_vazio') and rows_inserted + rows_updated + rows_deleted > 0 order by started_at",
        (system, resource),
    ).fetchall()
    return [row[0] for row in rows]
