"""WHEN the house is cleaned: the daily Airflow DAG `upkeep`, over metadata, logs, lake and backups."""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, BaseHook, Param, get_current_context, task
from ingestion import CATALOG, RETRIES, SETTINGS
from telling import ENDS

from govhub.transformation import generate_docs
from govhub.upkeep import CLEAN_METADATA, clean_logs, drop_old_backups, sweep_lake, trim_lake

with DAG(
    dag_id="upkeep",
    description="Limpeza diária da plataforma",
    doc_md="""## Limpeza
Apaga do banco do Airflow, dos registros e do lake só o que é velho e dispensável. O prazo é o parâmetro `dias`; o das
cópias de segurança é `GOVHUB_BACKUP_DAYS`. Uma execução que mudou o bronze nunca é apagada do lake, e as outras só com
`GOVHUB_LAKE_DAYS` definida.""",
    schedule="30 3 * * *",
    catchup=False,
    max_active_runs=1,
    tags={"camada:plataforma"},
    default_args={"owner": "plataforma", **RETRIES, "retry_delay": timedelta(minutes=5), **ENDS},
    params={"dias": Param(30, type="integer", minimum=1, description="Quantos dias manter")},
) as upkeep:
    BashOperator(
        task_id="metadados",
        # Workers on other machines have no address of the database; the scheduler's has.
        executor="LocalExecutor" if "," in SETTINGS.executor and "LocalExecutor" in SETTINGS.executor else None,
        doc_md="Apaga execuções antigas do banco do Airflow.",
        bash_command=CLEAN_METADATA
        + " '{{ macros.ds_add(macros.datetime.utcnow().strftime(\"%Y-%m-%d\"), -params.dias) }}'",
    )

    @task(task_id="registros", doc_md="Apaga registros (logs) que ninguém escreve mais.")
    def logs() -> int:
        return clean_logs(SETTINGS, get_current_context()["params"]["dias"])

    @task(task_id="lake", doc_md="Apaga arquivos de execuções que nunca se completaram.")
    def lake() -> int:
        return sweep_lake(SETTINGS, CATALOG, get_current_context()["params"]["dias"])

    @task(
        task_id="lake_antigo", doc_md="Apaga do lake, depois de GOVHUB_LAKE_DAYS dias, o que não faz falta ao bronze."
    )
    def old_lake() -> int:
        return trim_lake(SETTINGS, CATALOG, BaseHook.get_connection("govhub_warehouse").get_uri())

    @task(task_id="copias", doc_md="Apaga as cópias de segurança mais antigas que GOVHUB_BACKUP_DAYS dias.")
    def backups() -> int:
        return len(drop_old_backups(SETTINGS, BaseHook.get_connection("govhub_warehouse").get_uri()))

    @task(task_id="documentacao", doc_md="Refaz o dicionário e a linhagem do dbt, que o menu do Airflow mostra.")
    def document() -> str:
        return str(generate_docs(SETTINGS))

    logs()
    lake()
    old_lake()
    backups()
    document()
