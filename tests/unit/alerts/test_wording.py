"""What people read: what, where, since when, what to do, and the way to the log."""

from __future__ import annotations

from govhub.alerts.comparing import News
from govhub.alerts.wording import compose

from .facts import ago, alert, problem

AIRFLOW = "https://airflow.orgao.gov.br/"


def test_one_problem_is_told_in_full() -> None:
    one = problem(
        stands="A tabela continua como na última carga boa, de 24/11/2026 09h00.",
        dag="ingest_compras_gov", run="scheduled__2026-11-25T05:00:00+00:00", task="contratos",
    )  # fmt: skip
    message = compose(News(new=(one,)), AIRFLOW)

    assert message.title == "Gov Hub BR: A carga falhou (compras_gov/contratos)"
    assert message.tone == "failure"
    assert message.body == (
        "A carga falhou: compras_gov/contratos\n"
        "O que houve: O Compras.gov não respondeu.\n"
        "Desde: 25/11/2026 09h00\n"
        "Situação: A tabela continua como na última carga boa, de 24/11/2026 09h00.\n"
        "O que fazer: Espere.\n"
        "Registro: https://airflow.orgao.gov.br/dags/ingest_compras_gov/runs/"
        "scheduled__2026-11-25T05%3A00%3A00%2B00%3A00/tasks/contratos\n\n"
        "Tudo o que está aberto: `govhub alerts list`."
    )


def test_many_problems_of_one_system_are_one_paragraph_with_five_names() -> None:
    many = tuple(problem(place=f"compras_gov/r{number:02}") for number in range(12))
    message = compose(News(new=many), AIRFLOW)

    assert message.title == "Gov Hub BR: Cargas falharam (Compras.gov.br, 12 casos)"
    assert message.body.startswith(
        "Cargas falharam: compras_gov/r00, compras_gov/r01, compras_gov/r02, compras_gov/r03, compras_gov/r04 e mais 7\n"
    )
    assert message.body.count("O que houve:") == 1


def test_a_storm_is_a_digest_of_ten_parts() -> None:
    storm = tuple(problem(place=f"s{number}/r", group=f"Sistema {number}") for number in range(14))
    message = compose(
        News(new=storm, lasting=(problem("parada"),), over=(alert(problem(), resolved_at=ago(0)),)), AIRFLOW
    )

    assert message.title == "Gov Hub BR: 14 problemas novos, 1 problema que continua, 1 problema resolvido"
    assert message.body.count("O que houve:") == 11
    assert "E mais 4 outros problemas novos." in message.body
    assert "Continua: A fonte não traz dados há tempo demais: compras_gov/contratos" in message.body


def test_an_end_is_told_with_its_beginning() -> None:
    over = alert(problem("campo", item="cor"), sent_at=ago(2), resolved_at=ago(1))
    message = compose(News(over=(over,)), AIRFLOW)

    assert message.title == "Gov Hub BR: voltou ao normal (compras_gov/contratos)"
    assert message.tone == "success"
    assert (
        "- A fonte mudou o que envia: compras_gov/contratos (cor), de 25/11/2026 09h00 a 25/11/2026 11h00"
        in message.body
    )
