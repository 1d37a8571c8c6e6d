"""What the ledger adds up to, and how the warehouse is: read in one transaction of a few aggregates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from govhub.warehouse.connection import connect

_TIMEOUT_MS = 15_000
OUTCOMES = ("fetched", "duplicate", "inserted", "updated", "unchanged", "deleted", "rejected")
STATUSES = ("sucesso", "sucesso_vazio", "falha", "interrompida")
_SUMS = ", ".join(
    [
        *(f"sum(rows_{outcome})::bigint as {outcome}" for outcome in OUTCOMES),
        *(f"count(*) filter (where status = '{status}') as {status}" for status in STATUSES),
    ]
)
# A report is as fresh as its newest edition: days on which none arrived are not loads (as the freshness of dbt has it).
_RESOURCES = f"""
with sums as (
    select
        system,
        resource,
        kind,
        {_SUMS},
        count(*) filter (where status = 'executando') as running,
        sum(requests)::bigint as requests,
        sum(retries)::bigint as retries,
        sum(bytes)::bigint as bytes,
        sum(waited_s)::float8 as waited_s,
        sum(answering_s)::float8 as answering_s,
        coalesce(sum(duration_s), 0)::float8 as duration_s,
        max(finished_at) filter (where status in ('sucesso', 'sucesso_vazio')) as succeeded_at,
        max(started_at) filter (where status in ('sucesso', 'sucesso_vazio')) as good_since
    from bronze._runs
    group by system, resource, kind
),
failures as (
    select r.system, r.resource, r.kind, count(*) as in_a_row
    from bronze._runs as r
    inner join sums as s on r.system = s.system and r.resource = s.resource and r.kind = s.kind
    where r.status in ('falha', 'interrompida') and (s.good_since is null or r.started_at > s.good_since)
    group by r.system, r.resource, r.kind
),
editions as (
    select system, resource, max(read_at) as read_at
    from bronze._scopes
    where system || '/' || resource = any(%(reports)s)
    group by system, resource
)
select
    s.*,
    l.run_id as last_run_id,
    l.status as last_status,
    l.started_at as last_started_at,
    l.duration_s::float8 as last_duration_s,
    l.rows_fetched as last_rows,
    l.slowest_s::float8 as last_slowest_s,
    coalesce(f.in_a_row, 0) as failures,
    case when s.system || '/' || s.resource = any(%(reports)s) then e.read_at else s.succeeded_at end as fresh_at
from sums as s
left join lateral (  -- by its index: to sort the whole ledger would take twice as long as to add it up
    select r.*
    from bronze._runs as r
    where r.system = s.system and r.resource = s.resource and r.kind = s.kind and r.status <> 'executando'
    order by r.started_at desc
    limit 1
) as l on true
left join failures as f on s.system = f.system and s.resource = f.resource and s.kind = f.kind
left join editions as e on s.system = e.system and s.resource = e.resource
order by s.system, s.resource, s.kind
"""
_WAREHOUSE = """
select
    pg_database_size(current_database()) as size_bytes,
    (select coalesce(sum(numbackends), 0)::bigint from pg_stat_database) as connections,
    current_setting('max_connections')::bigint as connections_limit,
    to_regclass('auditoria.teste_resultado') is not null as was_built
"""
_BUILT = "select max(executado_em) from auditoria.teste_resultado"
_RECENT = """
select run_id, system, resource, kind, status, started_at, duration_s::float8 as duration_s, rows_fetched, error
from bronze._runs
order by started_at desc, resource
limit %(runs)s
"""


@dataclass(frozen=True, slots=True)
class ResourceFigures:
    """What the ledger says of the ingestions, or of the replays, of one resource since it was first run.

    `rows` and `runs` are counts by outcome and by status. `fresh_at` is when the data were last known to be those of
    the source. Units: seconds; `waited_s` and `answering_s` are sums over requests.
    """

    system: str
    resource: str
    kind: str
    rows: dict[str, int]
    runs: dict[str, int]
    running: int
    failures: int
    requests: int
    retries: int
    bytes: int
    waited_s: float
    answering_s: float
    duration_s: float
    fresh_at: datetime | None
    last_run_id: str | None = None
    last_status: str | None = None
    last_started_at: datetime | None = None
    last_duration_s: float | None = None
    last_rows: int | None = None
    last_slowest_s: float | None = None


@dataclass(frozen=True, slots=True)
class RecentRun:
    """One line of the ledger."""

    run_id: str
    system: str
    resource: str
    kind: str
    status: str
    started_at: datetime
    duration_s: float | None
    rows_fetched: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The warehouse at one moment. `built_at` is when dbt last tested what it built."""

    resources: tuple[ResourceFigures, ...]
    recent: tuple[RecentRun, ...]
    size_bytes: int
    connections: int
    connections_limit: int
    built_at: datetime | None


def read_figures(url: str, reports: Iterable[str], *, runs: int = 0) -> Figures:
    """Read the figures in one transaction that changes nothing; with the newest `runs` of the ledger.

    `reports` names the resources that come as files, as `system/resource`.
    Raises: ConfigurationError when the warehouse is away, is not set up, or takes longer than 15 seconds.
    """
    with connect(url, application="govhub observation") as connection:
        connection.read_only = True
        connection.execute(f"set local statement_timeout = {_TIMEOUT_MS}")
        resources = [_resource(row) for row in _rows(connection, _RESOURCES, reports=list(reports))]
        recent = [RecentRun(**row) for row in _rows(connection, _RECENT, runs=runs)] if runs else []
        (warehouse,) = _rows(connection, _WAREHOUSE)
        built = connection.execute(_BUILT).fetchone() if warehouse.pop("was_built") else None
    return Figures(tuple(resources), tuple(recent), **warehouse, built_at=built[0] if built else None)


def _rows(connection: Connection[Any], query: str, **values: Any) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), values or None).fetchall()


def _resource(row: dict[str, Any]) -> ResourceFigures:
    rows = {outcome: row.pop(outcome) for outcome in OUTCOMES}
    counts = {status: row.pop(status) for status in STATUSES}
    del row["succeeded_at"], row["good_since"]
    return ResourceFigures(rows=rows, runs=counts, **row)
