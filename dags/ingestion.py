"""WHEN sources are fetched: one Airflow DAG per file of sources/, one task per resource that is read day by day.

Nothing here knows what a source says or how it is loaded; `govhub.pipeline` does. A pool of one slot per source (or
host) lets one resource run at a time, because the politeness limits of a source hold within a process. A source that
this installation has no credentials for has its DAG, and no schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, BaseHook, Param, get_current_context, get_parsing_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from telling import FAILURES

from govhub.catalog import ResourceDeclaration, SystemDeclaration, load_catalog
from govhub.errors import GovhubError
from govhub.pipeline import Attempt, Period, Request, Workplace, ingest_resource
from govhub.pipeline.readiness import not_ready_because, usual_resources
from govhub.settings import load_settings

PREFIX = "ingest_"
RUNNING = get_parsing_context().dag_id or ""  # a task reads this file again, for its own DAG only
SETTINGS = load_settings()
CATALOG = load_catalog(SETTINGS, only=RUNNING.removeprefix(PREFIX) if RUNNING.startswith(PREFIX) else None)
RETRIES = {
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=20),
}


def bronze_asset(resource: ResourceDeclaration) -> Asset:
    """Return the Asset that stands for a bronze table."""
    return Asset(name=f"bronze.{resource.table}", uri=f"govhub://warehouse/bronze/{resource.table}")


def resource_doc(system: SystemDeclaration, resource: ResourceDeclaration) -> str:
    """Return what the operator reads beside the task."""
    return f"""\
### {system.title}: {resource.name}
{resource.about}.

| | |
|---|---|
| Tabela | `bronze.{resource.table}` |
| Chave | {", ".join(resource.key)} |
| Campos declarados | {len(resource.fields)} |
| Depende de | {", ".join(resource.parents) or "nada"} |

Se falhar, a tabela continua como estava. Para repetir: `govhub ingest {system.name} {resource.name}`;
para ver o motivo: `govhub runs {system.name} --failed`.
"""


def asked(context: Mapping[str, Any]) -> Request:
    """Return what a run asks for: its parameters, or, in a backfill, the day that is filled in again."""
    params, run = context["params"], context["dag_run"]
    since, until = params.get("desde"), params.get("ate")
    if str(run.run_type).endswith("backfill") and run.logical_date and not since and not until:
        since = until = run.logical_date.date().isoformat()
    period = Period(_day(since), _day(until)) if since or until else None
    orgao = params.get("orgao")
    return Request((orgao,) if orgao else (), period, complete=bool(params.get("completa")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def build(system: SystemDeclaration) -> DAG:
    """Return the DAG of one source."""
    waiting = not_ready_because(SETTINGS, system)
    with DAG(
        dag_id=PREFIX + system.name,
        description=system.about,
        doc_md=f"## {system.title}\n{system.about}.\n\nAcesso: {system.access}. Declaração: `sources/{system.name}.yaml`."
        + (f"\n\n**Sem agenda**: {waiting}." if waiting else ""),
        schedule=None if waiting else system.schedule,
        catchup=False,
        max_active_runs=1,
        tags={f"sistema:{system.name}", "camada:bronze", f"dominio:{system.domain}"},
        default_args={"owner": system.owner, "pool": system.slot, **RETRIES, **FAILURES},
        params={
            "orgao": Param(
                None, type=["null", "string"], description="Sigla de um órgão de orgaos.yaml; vazio para todos"
            ),
            "desde": Param(None, type=["null", "string"], format="date", description="Relê desde este dia"),
            "ate": Param(None, type=["null", "string"], format="date", description="Relê até este dia"),
            "completa": Param(False, type="boolean", description="Relê também o que não mudou"),
        },
    ) as dag:
        tasks = {}
        for resource in usual_resources(SETTINGS, system):

            @task(
                task_id=resource.name,
                trigger_rule="none_failed",
                outlets=[bronze_asset(resource)],
                doc_md=resource_doc(system, resource),
            )
            def ingest(system_name: str, resource_name: str) -> dict[str, int | str]:
                context = get_current_context()
                request, instance = asked(context), context["ti"]
                attempt = Attempt(instance.run_id, instance.max_tries + 1 - instance.try_number)
                if request.period and not CATALOG.resource(system_name, resource_name).has_period:
                    raise AirflowSkipException(
                        "A fonte não filtra este recurso por período; ele é lido na carga diária."
                    )
                url = BaseHook.get_connection("govhub_warehouse").get_uri()
                try:
                    place = Workplace.of(SETTINGS, CATALOG, url, attempt)
                    run = ingest_resource(place, system_name, resource_name, request)
                except GovhubError as error:
                    if error.kind == "configuracao":
                        raise AirflowFailException(str(error)) from error
                    raise
                return {
                    "run_id": run.run_id,
                    "linhas": run.rows_fetched,
                    "novas": run.rows_inserted,
                    "alteradas": run.rows_updated,
                }

            tasks[resource.name] = ingest(system.name, resource.name)
            for parent in resource.parents:
                tasks[parent] >> tasks[resource.name]
    return dag


for declared in CATALOG.systems.values():
    globals()[PREFIX + declared.name] = build(declared)
