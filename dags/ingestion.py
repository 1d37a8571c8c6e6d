"""WHEN sources are fetched: one Airflow DAG per file of sources/, one task per resource.

Nothing here knows what a source says or how it is loaded; `govhub.pipeline` does. A pool of one slot per
system lets one resource run at a time, because the politeness limits of a source hold within a process.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, BaseHook, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from govhub.catalog import ResourceDeclaration, SystemDeclaration, load_catalog
from govhub.errors import GovhubError
from govhub.pipeline import Workplace, ingest_resource
from govhub.settings import load_settings

SETTINGS = load_settings()
CATALOG = load_catalog(SETTINGS)
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


def build(system: SystemDeclaration) -> DAG:
    """Return the DAG of one source."""
    with DAG(
        dag_id=f"ingest_{system.name}",
        description=system.about,
        doc_md=f"## {system.title}\n{system.about}.\n\nAcesso: {system.access}. Declaração: `sources/{system.name}.yaml`.",
        schedule=system.schedule,
        catchup=False,
        max_active_runs=1,
        tags={f"sistema:{system.name}", "camada:bronze", f"dominio:{system.domain}"},
        default_args={"owner": system.owner, "pool": system.name, **RETRIES},
        params={
            "orgao": Param(
                None, type=["null", "string"], description="Sigla de um órgão de orgaos.yaml; vazio para todos"
            )
        },
    ) as dag:
        tasks = {}
        for resource in system.in_load_order():

            @task(task_id=resource.name, outlets=[bronze_asset(resource)], doc_md=resource_doc(system, resource))
            def ingest(system_name: str, resource_name: str) -> dict[str, int | str]:
                orgao = get_current_context()["params"].get("orgao")
                url = BaseHook.get_connection("govhub_warehouse").get_uri()
                try:
                    place = Workplace.of(SETTINGS, CATALOG, url)
                    run = ingest_resource(place, system_name, resource_name, orgaos=(orgao,) if orgao else ())
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
    globals()[f"ingest_{declared.name}"] = build(declared)
