"""The walk: every source ingested through Airflow, transformed by dbt, watched to its end, and summed up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from psycopg import sql
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from govhub.catalog import Catalog, SystemDeclaration
from govhub.dashboards.contracts import read_titles
from govhub.errors import ConfigurationError, GovhubError, SourceError
from govhub.local.airflow import AirflowClient
from govhub.pipeline.readiness import not_ready_because, usual_resources
from govhub.settings import Settings
from govhub.transformation import systems_read
from govhub.warehouse.connection import connect

_TRANSFORM = "transform"
_POLL_S = 1.5
_RUN_TIMEOUT_S = 3600
_START_TIMEOUT_S = 180
_ENDED = frozenset({"success", "failed"})
_TASK_ENDED = frozenset({"success", "failed", "upstream_failed", "skipped", "removed"})
_LAYERS = ("bronze", "silver", "silver_restrito", "gold")


@dataclass(slots=True)
class Walk:
    """What the walk did: seconds per stage, models and rows."""

    seconds: dict[str, float] = field(default_factory=dict)
    models: int = 0
    tests: int = 0
    rows: dict[str, int] = field(default_factory=dict)


def wait_until(
    ready: Callable[[], bool], what: str, alive: Callable[[], bool], timeout_s: float = _START_TIMEOUT_S
) -> None:
    """Wait for a part of the stack.

    Raises: ConfigurationError when it does not become ready, or the stack died meanwhile.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if ready():
            return
        if not alive():
            raise ConfigurationError(
                f"A plataforma parou enquanto {what} iniciava", todo="Veja o motivo em .govhub/logs/stack.log."
            )
        time.sleep(0.5)
    raise ConfigurationError(
        f"O {what} não ficou pronto em {timeout_s:.0f} segundos", todo="Veja o motivo em .govhub/logs/stack.log."
    )


def walk(settings: Settings, catalog: Catalog, airflow: AirflowClient, console: Console) -> Walk:
    """Trigger every ingestion, follow the transformation that its Assets start, and return the figures.

    The transformation rests until one source is left, so that one run sees them all; the last source starts it.
    Raises: SourceError or ConfigurationError naming the run that failed.
    """
    result = Walk()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("tarefas"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        since = datetime.now(UTC)
        ready = [system for system in catalog.systems.values() if not_ready_because(settings, system) is None]
        read = systems_read(settings.home / "dbt" / "target" / "manifest.json")
        feeding = [system for system in ready if system.name in read]
        last = min(feeding, key=lambda system: len(usual_resources(settings, system)), default=None)
        try:
            airflow.pause(_TRANSFORM, len(feeding) > 1)
            runs = {_dag(system): airflow.trigger(_dag(system)) for system in ready if system is not last}
            failed = _follow(airflow, runs, bars, result)
        finally:
            airflow.pause(_TRANSFORM, False)
        if last is not None:
            failed |= _follow(airflow, {_dag(last): airflow.trigger(_dag(last))}, bars, result)
            if _dag(last) in failed and {_dag(system) for system in feeding} - set(failed):
                airflow.trigger(_TRANSFORM)
            if {_dag(system) for system in feeding} - set(failed):
                _follow_transform(airflow, since, bars, result)
    failures = list(failed.values())
    if failures:
        raise SourceError(
            "; ".join(failure.what for failure in failures),
            where=", ".join(failure.where for failure in failures),
            todo=failures[0].todo,
        )
    result.rows, result.tests = _figures(settings)
    return result


def _dag(system: SystemDeclaration) -> str:
    return f"ingest_{system.name}"


def _follow_transform(airflow: AirflowClient, since: datetime, bars: Progress, result: Walk) -> None:
    """Follow the transformations that Assets start, until the last one has seen all that was loaded."""
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not airflow.runs_since(_TRANSFORM, since.isoformat()):
        if time.monotonic() > deadline:
            raise ConfigurationError(
                "As cargas terminaram, mas a transformação não começou", todo="Veja o DAG transform no Airflow."
            )
        time.sleep(_POLL_S)
    followed = ""
    while (newest := airflow.runs_since(_TRANSFORM, since.isoformat())[-1]["dag_run_id"]) != followed:
        followed = newest
        for failure in _follow(airflow, {_TRANSFORM: newest}, bars, result).values():
            raise failure
    states = airflow.task_states(_TRANSFORM, followed)
    built = ("_run", "_seed", "_snapshot")
    result.models = sum(1 for task, state in states.items() if task.endswith(built) and state == "success")


def _follow(airflow: AirflowClient, runs: Mapping[str, str], bars: Progress, result: Walk) -> dict[str, GovhubError]:
    """Watch runs of several DAGs until all have ended; return what failed, by DAG."""
    shown = {dag: bars.add_task(dag, total=None) for dag in runs}
    outcome: dict[str, GovhubError | None] = {}
    deadline = time.monotonic() + _RUN_TIMEOUT_S
    while len(outcome) < len(runs):
        if time.monotonic() > deadline:
            late = next(dag for dag in runs if dag not in outcome)
            raise ConfigurationError(
                f"O DAG {late} não terminou em uma hora", where=f"execução {runs[late]}", todo="Veja o Airflow."
            )
        for dag, run_id in runs.items():
            if dag not in outcome and (run := _progress(airflow, dag, run_id, bars, shown[dag])) is not None:
                result.seconds[dag] = _seconds(run)
                failed = run["state"] == "failed"
                outcome[dag] = _failure(dag, run_id, airflow.task_states(dag, run_id)) if failed else None
        time.sleep(_POLL_S)
    return {dag: failure for dag in runs if (failure := outcome[dag]) is not None}


def _progress(
    airflow: AirflowClient, dag_id: str, run_id: str, bars: Progress, bar: TaskID
) -> Mapping[str, str] | None:
    """Show how far a run is; return it once it has ended."""
    try:
        run, states = airflow.run(dag_id, run_id), airflow.task_states(dag_id, run_id)
    except httpx.HTTPError:
        return None
    done = sum(1 for state in states.values() if state in _TASK_ENDED)
    bars.update(bar, completed=done, total=len(states) or None)
    return run if run["state"] in _ENDED else None


def _failure(dag_id: str, run_id: str, states: Mapping[str, str | None]) -> GovhubError:
    failed = sorted(task for task, state in states.items() if state == "failed")
    names = ", ".join(failed[:5]) + (f" e mais {len(failed) - 5}" if len(failed) > 5 else "")
    system = dag_id.removeprefix("ingest_")
    todo = (
        f"Veja os motivos com `govhub runs {system} --failed`."
        if system != dag_id
        else "Veja o registro da tarefa no Airflow."
    )
    return SourceError(f"O DAG {dag_id} falhou em: {names}", where=f"execução {run_id}", todo=todo)


def _seconds(run: Mapping[str, str]) -> float:
    start, end = datetime.fromisoformat(run["start_date"]), datetime.fromisoformat(run["end_date"])
    return (end - start).total_seconds()


def _figures(settings: Settings) -> tuple[dict[str, int], int]:
    """Return rows per layer, and how many tests of dbt hold."""
    rows: dict[str, int] = {}
    with connect(settings.require("warehouse_url"), application="govhub resumo") as connection:
        for schema in _LAYERS:
            tables = connection.execute(
                "select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
                " where n.nspname = %s and c.relkind in ('r', 'v') and c.relname not like '\\_%%'",
                (schema,),
            ).fetchall()
            for (table,) in tables:
                counted = connection.execute(
                    sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
                ).fetchone()
                rows[schema] = rows.get(schema, 0) + (counted[0] if counted else 0)
        built = connection.execute("select to_regclass('gold.saude_testes')").fetchone() != (None,)
        counted = "select count(*) from gold.saude_testes where situacao = 'aprovado'"
        tests = connection.execute(counted).fetchone() if built else None
    return rows, int(tests[0]) if tests else 0


def print_summary(console: Console, settings: Settings, secrets: Mapping[str, str], result: Walk) -> None:
    """Print figures, addresses and credentials."""
    table = Table(title="Resumo", title_justify="left", show_header=False)
    for layer, rows in result.rows.items():
        table.add_row(f"Linhas em {layer}", f"{rows:,}".replace(",", "."))
    table.add_row("Modelos, históricos e cadastros do dbt", str(result.models))
    table.add_row("Testes de dados aprovados", f"{result.tests:,}".replace(",", "."))
    for stage, seconds in result.seconds.items():
        table.add_row(f"Segundos de {stage}", f"{seconds:.0f}")
    console.print(table)
    print_access(console, settings, secrets)


def print_access(console: Console, settings: Settings, secrets: Mapping[str, str]) -> None:
    """Print addresses and credentials, none of them broken on a narrow terminal: they are clicked and copied."""
    superset, airflow = f"http://127.0.0.1:{settings.superset_port}", f"http://127.0.0.1:{settings.airflow_port}"
    titles = read_titles(settings.project_dir)
    room = max(map(len, titles))
    dashboards = [f"  {title:<{room}} {superset}/superset/dashboard/{slug}/" for title, slug in titles.items()]
    lines = [
        f"Painéis (usuário {secrets['SUPERSET_ADMIN_USERNAME']}, senha {secrets['SUPERSET_ADMIN_PASSWORD']})",
        *dashboards,
        f"  {'Superset':<{room}} {superset}",
        f"Airflow (usuário {secrets['AIRFLOW_ADMIN_USERNAME']}, senha {secrets['AIRFLOW_ADMIN_PASSWORD']})",
        f"  {airflow}",
    ]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
