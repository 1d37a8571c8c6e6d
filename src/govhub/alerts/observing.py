"""Reads what is known: ledger, failed tasks, outcomes of tests. Few questions, each bounded by an index or a small table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, dict_row

from govhub.alerts.state import ResourceFacts, RunFact, State, TestFact
from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration
from govhub.pipeline.readiness import not_ready_because, usual_resources
from govhub.settings import Settings, load_source_settings
from govhub.transformation import systems_read
from govhub.warehouse.task_failures import read_task_failures

RUNS = 30  # of each resource: enough for its usual volume
_TESTED_DAYS = 7  # a test that builds of so many days did not run is no longer of the project

# One row per resource with anything in the ledger; an index walk each, newest first.
_RESOURCES = """
select w.system, w.resource, good.at as last_good, failing.since as failing_since, began.at as first_run,
    arrived.at as last_arrival
from unnest(%(systems)s::text[], %(resources)s::text[]) as w (system, resource)
left join lateral (
    select finished_at as at, started_at from bronze._runs as r where r.system = w.system and r.resource = w.resource
    and r.kind = 'ingest' and r.status in ('sucesso', 'sucesso_vazio') order by r.started_at desc limit 1
) as good on true
left join lateral (
    select min(r.finished_at) as since from bronze._runs as r where r.system = w.system and r.resource = w.resource
    and r.kind = 'ingest' and r.status in ('falha', 'interrompida')
    and r.started_at > coalesce(good.started_at, '-infinity')
) as failing on true
left join lateral (
    select min(r.started_at) as at from bronze._runs as r where r.system = w.system and r.resource = w.resource
    and r.kind = 'ingest'
) as began on true
left join lateral (
    select max(s.read_at) as at from bronze._scopes as s where s.system = w.system and s.resource = w.resource
    and w.resource = any(%(files)s::text[])
) as arrived on true
"""
_RUNS = """
select w.system, w.resource, r.status, r.started_at, r.finished_at, r.orgaos, r.scopes, r.rows_fetched, r.drift, r.error,
    r.error_class, r.airflow_run, r.tries_left, coalesce(r.window_start, r.window_end) is not null as windowed
from unnest(%(systems)s::text[], %(resources)s::text[]) as w (system, resource)
cross join lateral (
    select * from bronze._runs as x where x.system = w.system and x.resource = w.resource and x.kind = 'ingest'
    order by x.started_at desc limit %(limit)s
) as r
order by r.started_at desc
"""
# The last outcome of each test, and the first bad one after its last good one.
_TESTS = """
with latest as (
    select distinct on (teste) * from auditoria.teste_resultado
    where executado_em > (select max(executado_em) from auditoria.teste_resultado) - make_interval(days => %(days)s)
    order by teste asc, executado_em desc
)
select l.teste as name, coalesce(l.modelo, l.teste) as model, l.coluna as column, l.qtd_falhas as rows, (
    select min(t.executado_em) from auditoria.teste_resultado as t
    where t.teste = l.teste and t.executado_em > coalesce((
        select max(p.executado_em) from auditoria.teste_resultado as p where p.teste = l.teste and p.desfecho = 'pass'
    ), '-infinity')
) as since
from latest as l where l.severidade = 'error' and l.desfecho in ('fail', 'error') order by l.teste
"""
_BUILDS = """
select max(executado_em), max(executado_em) filter (where severidade = 'error' and desfecho in ('fail', 'error'))
from auditoria.teste_resultado
"""
_WAITING = """
select system, min(finished_at) from bronze._runs
where kind = 'ingest' and status = 'sucesso' and rows_inserted + rows_updated + rows_deleted > 0
    and system = any(%(systems)s::text[]) and finished_at > coalesce(%(built)s, '-infinity'::timestamptz)
group by system
"""


def observe(connection: Connection[Any], settings: Settings, catalog: Catalog) -> State:
    """Return everything that is judged, as the warehouse has it now.

    Raises: what psycopg raises; the caller's connection explains it.
    """
    tests, last_build, last_failure = _tests(connection)
    return State(
        resources=tuple(_resources(connection, settings, catalog)),
        tasks=tuple(read_task_failures(connection)),
        tests=tuple(tests),
        last_build=last_build,
        last_test_failure=last_failure,
        waiting=_waiting(connection, _modelled(settings, catalog), last_build),
    )


def _resources(connection: Connection[Any], settings: Settings, catalog: Catalog) -> Iterator[ResourceFacts]:
    declared = [
        (system, resource)
        for system in catalog.systems.values()
        if load_source_settings(system.name, settings.project_dir).enabled
        for resource in system.resources.values()
    ]
    awaited = {
        (system.name, resource.name)
        for system in catalog.systems.values()
        for resource in usual_resources(settings, system)
    }
    ready = {name for name, system in catalog.systems.items() if not_ready_because(settings, system) is None}
    asked = {
        "systems": [system.name for system, _ in declared],
        "resources": [resource.name for _, resource in declared],
        "files": [resource.name for _, resource in declared if resource.protocol == "files"],
        "limit": RUNS,
    }
    with connection.cursor(row_factory=dict_row) as cursor:
        moments = {(row.pop("system"), row.pop("resource")): row for row in cursor.execute(_RESOURCES, asked)}
        runs: dict[tuple[str, str], list[RunFact]] = {}
        for row in cursor.execute(_RUNS, asked):
            fact = {**row, "drift": tuple(row["drift"])}
            runs.setdefault((fact.pop("system"), fact.pop("resource")), []).append(RunFact(**fact))
    for system, resource in declared:
        key = (system.name, resource.name)
        known = moments[key]
        yield ResourceFacts(
            system=system.name,
            resource=resource.name,
            title=system.title,
            late_after_h=system.freshness.error_after_h,
            # What once was read and lost its credentials since is awaited all the more.
            awaited=key in awaited and (system.name in ready or known["last_good"] is not None),
            comes_as_files=resource.protocol == "files",
            parents=_ancestors(system, resource),
            runs=tuple(runs.get(key, ())),
            **known,
        )


def _ancestors(system: SystemDeclaration, resource: ResourceDeclaration) -> tuple[str, ...]:
    found: list[str] = []
    for name in resource.parents:
        found += [name, *_ancestors(system, system.resources[name])]
    return tuple(dict.fromkeys(found))


def _tests(connection: Connection[Any]) -> tuple[list[TestFact], datetime | None, datetime | None]:
    """Return the failing tests, and when a build last ended and last failed a test; a warehouse without builds has none."""
    exists = connection.execute("select to_regclass('auditoria.teste_resultado')").fetchone()
    if exists is None or exists[0] is None:
        return [], None, None
    with connection.cursor(row_factory=class_row(TestFact)) as cursor:
        tests = cursor.execute(_TESTS, {"days": _TESTED_DAYS}).fetchall()
    last_build, last_failure = connection.execute(_BUILDS).fetchone() or (None, None)
    return tests, last_build, last_failure


def _modelled(settings: Settings, catalog: Catalog) -> list[str]:
    """Return the systems that models read; without a manifest of dbt nobody knows, so all of them."""
    manifest = settings.home / "dbt" / "target" / "manifest.json"
    return sorted(systems_read(manifest) if manifest.exists() else catalog.systems)


def _waiting(connection: Connection[Any], systems: list[str], built: datetime | None) -> dict[str, datetime]:
    rows = connection.execute(_WAITING, {"systems": systems, "built": built}).fetchall()
    return dict(rows)
