"""WHEN dashboards are made ready and sent: the Airflow DAGs `dashboards`, after each build of gold, and `reports`.

They are DAGs of their own so that a dashboard that cannot be asked never makes good data look failed.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from ingestion import RETRIES, SETTINGS
from telling import ENDS

from govhub.dashboards.reports import mails_reports, send_reports
from govhub.dashboards.warm import has_dashboards, warm_dashboards

GOLD = Asset(name="gold", uri="govhub://warehouse/gold")

with DAG(
    dag_id="dashboards",
    description="Painéis prontos para abrir",
    doc_md="""## Painéis
Depois de cada transformação, guarda no cache as respostas que os painéis pedem ao abrir, para que a primeira pessoa não
espere. Sem Superset nesta máquina nada é feito. À mão: `govhub dashboards warm`.""",
    schedule=GOLD,
    catchup=False,
    max_active_runs=1,
    tags={"camada:paineis"},
    default_args={"owner": "plataforma", **RETRIES, "retry_delay": timedelta(minutes=1), **ENDS},
) as dashboards:

    @task(task_id="cache", doc_md="Pede o que os painéis pedem ao abrir, como cada conjunto de papéis que alguém tem.")
    def warm() -> dict[str, float]:
        if not has_dashboards(SETTINGS):
            raise AirflowSkipException("O Superset não está nesta máquina, ou os painéis ainda não foram aplicados.")
        warmed = warm_dashboards(SETTINGS)
        warmed.raise_failures()
        return {"consultas": warmed.asked, "segundos": warmed.seconds}

    warm()


with DAG(
    dag_id="reports",
    description="Relatórios agendados, por e-mail",
    doc_md="""## Relatórios
A cada dez minutos envia os relatórios cuja hora chegou, cada um como seu dono o vê. O que não pôde ser calculado não é
enviado: o dono recebe o motivo, e a tarefa falha. Sem `SUPERSET_SMTP_HOST` não tem agenda.
À mão: `govhub dashboards reports`.""",
    schedule="*/10 * * * *" if mails_reports(SETTINGS) else None,
    catchup=False,
    max_active_runs=1,
    tags={"camada:paineis"},
    default_args={"owner": "plataforma", **RETRIES, "retry_delay": timedelta(minutes=1), **ENDS},
) as reports:

    @task(task_id="envio", doc_md="Desenha cada relatório como quem o agendou e o envia por e-mail.")
    def send() -> int:
        done = send_reports(SETTINGS)
        if done.failed:  # their owners were told; another try would find nothing due, and look like success
            raise AirflowFailException(" ".join(done.failed))
        return len(done.sent)

    send()
