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

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError, GovhubError, SourceError
from govhub.local.airflow import AirflowClient
from govhub.settings import Settings
from govhub.warehouse.connection import connect

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
    since = datetime.now(UTC)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        for system in catalog.systems.values():
            dag = f"ingest_{system.name}"
            bar = bars.add_task(dag, total=len(system.resources))
            run_id = airflow.trigger(dag)
            result.seconds[dag] = _follow(airflow, dag, run_id, bars, bar)
        bar = bars.add_task("transform", total=None)
        run_id = _run_started_by_assets(airflow, since)
        result.seconds["transform"] = _follow(airflow, "transform", run_id, bars, bar)
    states = airflow.task_states("transform", run_id)
    built = ("_run", "_seed", "_snapshot")
    result.models = sum(1 for task, state in states.items() if task.endswith(built) and state == "success")
    result.rows, result.tests = _figures(settings)
    return result


def _run_started_by_assets(airflow: AirflowClient, since: datetime) -> str:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        runs = airflow.runs_since("transform", since.isoformat())
        if runs:
            run_id: str = runs[-1]["dag_run_id"]
            return run_id
        time.sleep(_POLL_S)
    raise ConfigurationError(
        "As cargas terminaram, mas a transformação não começou", todo="Veja o DAG transform no Airflow."
    )


def _follow(airflow: AirflowClient, dag_id: str, run_id: str, bars: Progress, bar: TaskID) -> float:
    """Watch a run until it ends; return its seconds."""
    deadline = time.monotonic() + _RUN_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            run, states = airflow.run(dag_id, run_id), airflow.task_states(dag_id, run_id)
        except httpx.HTTPError:
            time.sleep(_POLL_S)
            continue
        done = sum(1 for state in states.values() if state in _TASK_ENDED)
        bars.update(bar, completed=done, total=len(states) or None)
        if run["state"] in _ENDED:
            if run["state"] == "failed":
                raise _failure(dag_id, run_id, states)
            return _seconds(run)
        time.sleep(_POLL_S)
    raise ConfigurationError(
        f"O DAG {dag_id} não terminou em uma hora", where=f"execução {run_id}", todo="Veja o andamento no Airflow."
    )


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
    """Return rows per layer, and how many dbt tests have their verdict stored."""
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
        tests = connection.execute(
            "select count(*) from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = 'auditoria'"
        ).fetchone()
    return rows, int(tests[0]) if tests else 0


def print_summary(console: Console, settings: Settings, secrets: Mapping[str, str], result: Walk) -> None:
    """Print figures, addresses and credentials."""
    table = Table(title="Resumo", title_justify="left", show_header=False)
    for layer, rows in result.rows.items():
        table.add_row(f"Linhas em {layer}", f"{rows:,}".replace(",", "."))
    table.add_row("Modelos, históricos e cadastros do dbt", str(result.models))
    table.add_row("Testes de dados aprovados", str(result.tests))
    for stage, seconds in result.seconds.items():
        table.add_row(f"Segundos de {stage}", f"{seconds:.0f}")
    console.print(table)
    print_access(console, settings, secrets)


def print_access(console: Console, settings: Settings, secrets: Mapping[str, str]) -> None:
    """Print addresses and credentials."""
    access = Table(title="Acessos", title_justify="left")
    for column in ("onde", "endereço", "usuário", "senha"):
        access.add_column(column, overflow="fold")
    superset = f"http://127.0.0.1:{settings.superset_port}"
    user, password = secrets["SUPERSET_ADMIN_USERNAME"], secrets["SUPERSET_ADMIN_PASSWORD"]
    access.add_row("Painel Contratos", f"{superset}/superset/dashboard/contratos/", user, password)
    access.add_row("Superset", superset, user, password)
    access.add_row(
        "Airflow",
        f"http://127.0.0.1:{settings.airflow_port}",
        secrets["AIRFLOW_ADMIN_USERNAME"],
        secrets["AIRFLOW_ADMIN_PASSWORD"],
    )
    console.print(access)
