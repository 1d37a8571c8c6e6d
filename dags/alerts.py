"""WHEN people are told: the Airflow DAG `alerts` looks every ten minutes at what runs and builds left behind."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, BaseHook, task
from airflow.sdk.exceptions import AirflowFailException
from ingestion import CATALOG, RETRIES, SETTINGS

from govhub.alerts.checking import check
from govhub.errors import GovhubError

with DAG(
    dag_id="alerts",
    description="Avisos de falhas por e-mail e chat",
    doc_md="""## Alertas
A cada dez minutos procura falhas que sobraram depois das novas tentativas, fontes paradas, quedas de volume, campos novos e
testes reprovados, e avisa em uma só mensagem do que é novidade. Sem `GOVHUB_ALERT_URLS` só anota. À mão:
`govhub alerts check`; o que está aberto: `govhub alerts list`.""",
    schedule="*/10 * * * *",
    catchup=False,
    max_active_runs=1,
    tags={"camada:plataforma"},
    default_args={"owner": "plataforma", **RETRIES, "retry_delay": timedelta(minutes=1)},
) as alerts:

    @task(task_id="avisos", doc_md="Julga o que se sabe, e avisa do que é novo, do que continua e do que acabou.")
    def tell() -> dict[str, int]:
        checked = check(SETTINGS, CATALOG, warehouse_url=BaseHook.get_connection("govhub_warehouse").get_uri())
        try:
            if checked.sent:
                checked.sent.raise_refusals()
        except GovhubError as error:
            if checked.sent and checked.sent.taken:  # another try would have nothing to tell, and look like success
                raise AirflowFailException(str(error)) from error
            raise
        return {"problemas": len(checked.problems), "enderecos": checked.sent.taken if checked.sent else 0}

    tell()
