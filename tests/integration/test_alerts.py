"""From a real failure to a real message: PostgreSQL, a mail server and a webhook receiver over sockets, nothing between."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from govhub.alerts.checking import Checked, check
from govhub.cli.root import app
from govhub.errors import GovhubError
from govhub.pipeline import Attempt, ingest_resource
from govhub.settings import load_settings
from govhub.transformation import note_build
from govhub.warehouse.setup import setup_warehouse
from govhub.warehouse.task_failures import note_task_failure
from govhub_simulator.server import Simulator, free_port
from tests.e2e.mail_server import MailServer

from .conftest import Warehouse

KEY = "chave-do-canal-4711"
NOON = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@dataclass(slots=True)
class Receiver:
    """A chat's webhook: keeps what it is sent, and refuses while told to."""

    port: int = field(default_factory=free_port)
    taken: list[dict[str, Any]] = field(default_factory=list)
    refuses: bool = False

    @property
    def url(self) -> str:
        return f"json://robo:{KEY}@127.0.0.1:{self.port}/canal"

    def titles(self) -> list[str]:
        return [message["title"].removeprefix("Gov Hub BR: ") for message in self.taken]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not kept.refuses:
                kept.taken.append(json.loads(body))
            self.send_response(503 if kept.refuses else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", kept.port), Webhook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def told(warehouse: Warehouse, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Checked]:
    """Check as the settings are now; the receiver keeps what is sent."""
    monkeypatch.setenv("GOVHUB_ALERT_URLS", receiver.url)
    monkeypatch.setattr("govhub.alerts.sending.WAIT_S", 0.0)
    return lambda now=None, **given: check(load_settings(), warehouse.catalog, now=now, **given)


def fails(warehouse: Warehouse, resource: str = "contratos", attempt: Attempt | None = None) -> None:
    with pytest.raises(GovhubError):
        ingest_resource(replace(warehouse.place, attempt=attempt), "compras_gov", resource)


def test_a_failure_is_told_after_the_last_try_once_and_its_end_once(
    warehouse: Warehouse, simulator: Simulator, told: Callable[..., Checked], receiver: Receiver
) -> None:
    simulator.arm("status", status=404, count=None)
    fails(warehouse, attempt=Attempt("scheduled__1", 1))
    assert told().problems == ()

    fails(warehouse, attempt=Attempt("scheduled__1", 0))
    told()
    told()
    assert receiver.titles() == ["A carga falhou (compras_gov/contratos)"]
    body = receiver.taken[0]["message"]
    sentence = warehouse.ledger("contratos")[-1]["error"]
    assert f"O que houve: {sentence}" in body
    assert "recusou o pedido com o código 404" in sentence
    assert "Situação: A tabela ainda não foi carregada nenhuma vez." in body
    assert "/dags/ingest_compras_gov/runs/scheduled__1/tasks/contratos" in body

    simulator.disarm()
    ingest_resource(warehouse.place, "compras_gov", "contratos")
    told()
    told()
    assert receiver.titles()[1:] == ["voltou ao normal (compras_gov/contratos)"]
    kept = warehouse.rows(
        "select fingerprint, sent_at < closed_at as told, resolved_at = closed_at as ended from bronze._alerts"
    )
    assert kept == [{"fingerprint": "falha:compras_gov/contratos", "told": True, "ended": True}]


def test_a_failure_that_no_other_try_would_mend_is_told_at_once(
    warehouse: Warehouse, simulator: Simulator, told: Callable[..., Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_SOURCE_SIAPE_USERNAME", "")
    with pytest.raises(GovhubError):
        ingest_resource(replace(warehouse.place, attempt=Attempt("a", 3)), "siape", "lista_uorgs")

    assert [row["tries_left"] for row in warehouse.ledger("lista_uorgs")] == [0]
    assert [problem.fingerprint for problem in told().problems] == ["falha:siape/lista_uorgs"]


def test_a_storm_is_one_digest_by_mail_and_chat(
    warehouse: Warehouse,
    told: Callable[..., Checked],
    receiver: Receiver,
    mail: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"mailto://127.0.0.1:{mail.port}?from=avisos@govhub.example&to=ti@orgao.example,dados@orgao.example"
    monkeypatch.setenv("GOVHUB_ALERT_URLS", f"{receiver.url}\n{address}")
    resources = warehouse.catalog.system("compras_gov").resources
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        for name in resources:
            _failed_run(connection, name)
        for dag, task in (("upkeep", "lake"), ("transform", "dbt.contrato_run"), ("transform", "dbt.ted_run")):
            note_task_failure(connection, dag, task, sentence="A tarefa quebrou.", airflow_run="manual__1")

    sent = told().sent

    assert sent is not None
    assert (sent.taken, sent.refused) == (2, ())
    assert receiver.titles() == [f"{len(resources) + 3} problemas novos"]
    assert "Cargas falharam: compras_gov/" in receiver.taken[0]["message"]
    assert f"e mais {len(resources) - 5}" in receiver.taken[0]["message"]
    assert "Tarefas falharam: transform/contrato_run, transform/ted_run" in receiver.taken[0]["message"]
    assert {address for letter in mail.letters for address in letter.to} == {"ti@orgao.example", "dados@orgao.example"}
    assert {letter.subject for letter in mail.letters} == {f"Gov Hub BR: {len(resources) + 3} problemas novos"}
    assert all("upkeep/lake" in letter.message.get_content() for letter in mail.letters)


def _failed_run(connection: psycopg.Connection[Any], resource: str, **given: object) -> None:
    row = {
        "run_id": f"r-{resource}", "system": "compras_gov", "resource": resource, "kind": "ingest", "status": "falha",
        "orgaos": "DPU", "started_at": NOON - timedelta(hours=1), "finished_at": NOON - timedelta(minutes=50),
        "error": "O Compras.gov não respondeu em 5 tentativas.", **given,
    }  # fmt: skip
    connection.execute(
        f"insert into bronze._runs ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})", list(row.values())
    )


def test_a_silence_holds_the_message_back_and_what_still_stands_is_told_afterwards(
    warehouse: Warehouse, told: Callable[..., Checked], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVHUB_ALERT_SILENCE", "12:00-13:00")
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        _failed_run(connection, "contratos")
        _failed_run(connection, "itens")

    assert told(NOON).held == "período de silêncio"
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        _failed_run(connection, "itens", run_id="bom", status="sucesso", started_at=NOON, finished_at=NOON, error=None)
    assert told(NOON + timedelta(minutes=30)).held == "período de silêncio"
    assert receiver.taken == []
    told(NOON + timedelta(minutes=61))

    assert receiver.titles() == ["A carga falhou (compras_gov/contratos)"]
    assert "Desde: 25/11/2026 11h10" in receiver.taken[0]["message"]


def test_what_no_address_took_is_told_by_the_next_check_and_no_secret_is_shown(
    warehouse: Warehouse, told: Callable[..., Checked], receiver: Receiver
) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        _failed_run(connection, "contratos")
    receiver.refuses = True

    refused = CliRunner().invoke(app, ["alerts", "check"])
    receiver.refuses = False
    accepted = CliRunner().invoke(app, ["alerts", "check"])
    listed = CliRunner().invoke(app, ["alerts", "list"])

    assert isinstance(refused.exception, GovhubError)
    assert "A mensagem de alerta não foi aceita pelo 1º endereço (JSON) (GOVHUB_ALERT_URLS)" in str(refused.exception)
    assert "1 problema(s); mensagem enviada a 1 endereço(s)." in accepted.output
    assert receiver.titles() == ["A carga falhou (compras_gov/contratos)"]
    assert "compras_gov/contratos: O Compras.gov não respondeu em 5 tentativas." in listed.output
    said = str(refused.exception) + refused.output + accepted.output + listed.output
    assert KEY not in said + str(receiver.taken) + repr(load_settings())
    assert "senha-etl" not in said + str(receiver.taken)


def test_a_trial_reaches_every_address_and_names_the_one_that_refuses(
    warehouse: Warehouse,
    told: Callable[..., Checked],
    receiver: Receiver,
    mail: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"mailto://127.0.0.1:{mail.port}?from=avisos@govhub.example&to=recusado@orgao.example"
    monkeypatch.setenv("GOVHUB_ALERT_URLS", f"{receiver.url} {address}")

    tried = CliRunner().invoke(app, ["alerts", "test"])

    assert receiver.titles() == ["mensagem de teste"]
    assert "Mensagem de teste aceita por 1 endereço(s)." in tried.output
    assert "não foi aceita pelo 2º endereço (E-Mail) e foi aceita por 1 endereço(s)" in str(tried.exception)
    monkeypatch.setenv("GOVHUB_ALERT_URLS", f"nada://{KEY}")
    wrong = CliRunner().invoke(app, ["alerts", "test"])
    assert "O 1º endereço de alerta não pôde ser lido" in str(wrong.exception)
    assert KEY not in wrong.output + str(wrong.exception)
    monkeypatch.delenv("GOVHUB_ALERT_URLS")
    assert str(CliRunner().invoke(app, ["alerts", "test"]).exception) == (
        "Não há a quem avisar (GOVHUB_ALERT_URLS). Escreva nela um endereço, como docs/alertas.md mostra, por exemplo "
        "mailtos://… ou json://…"
    )


def test_a_warehouse_that_is_away_is_told_once_it_lasts_and_when_it_is_back(
    warehouse: Warehouse, told: Callable[..., Checked], receiver: Receiver
) -> None:
    away = f"postgresql://etl_user:senha-etl@127.0.0.1:{free_port()}/govhub"

    assert told(NOON, warehouse_url=away).held == "o warehouse pode estar só reiniciando"
    told(NOON + timedelta(minutes=10), warehouse_url=away)
    told(NOON + timedelta(minutes=20), warehouse_url=away)
    assert len(receiver.taken) == 1
    assert "O warehouse não respondeu ou recusou o acesso (127.0.0.1:" in receiver.taken[0]["message"]
    assert "Desde: 25/11/2026 12h00" in receiver.taken[0]["message"]
    assert "senha-etl" not in str(receiver.taken)

    told(NOON + timedelta(minutes=30))
    told(NOON + timedelta(minutes=40))
    assert [title.split(" (")[0] for title in receiver.titles()[1:]] == ["voltou ao normal"]


def test_failed_tests_and_models_of_a_build_are_told_until_a_build_makes_them_well(
    warehouse: Warehouse, told: Callable[..., Checked], tmp_path: Any
) -> None:
    def build(status: str) -> None:
        results = [{"unique_id": "model.govhub.contrato", "status": status}]
        (tmp_path / "run_results.json").write_text(json.dumps({"args": {"which": "build"}, "results": results}))
        note_build(warehouse.settings, tmp_path)

    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        connection.execute(
            "create table auditoria.teste_resultado (invocation_id text, executado_em timestamptz, teste text, modelo text,"
            " coluna text, severidade text, desfecho text, qtd_falhas bigint)"
        )
        connection.cursor().executemany(
            "insert into auditoria.teste_resultado values (%s, %s, %s, 'contrato', 'valor', %s, %s, %s)",
            [
                ("1", NOON - timedelta(hours=9), "a01_soma", "error", "pass", 0),
                ("2", NOON - timedelta(hours=6), "a01_soma", "error", "fail", 7),
                ("3", NOON - timedelta(hours=3), "a01_soma", "error", "fail", 9),
                ("3", NOON - timedelta(hours=3), "a02_aviso", "warn", "warn", 5),
                ("2", NOON - timedelta(hours=6), "a03_chave", "error", "fail", 1),
                ("3", NOON - timedelta(hours=3), "a03_chave", "error", "pass", 0),
            ],
        )
    build("error")
    problems = {problem.fingerprint: problem for problem in told(NOON).problems}

    assert set(problems) == {"teste:contrato:a01_soma", "tarefa:transform/contrato_run"}
    assert problems["teste:contrato:a01_soma"].since == NOON - timedelta(hours=6)
    assert "coluna valor em 9 linha(s)" in problems["teste:contrato:a01_soma"].what
    build("success")
    assert [problem.kind for problem in told(NOON).problems] == ["teste"]


def test_a_source_that_quietly_sends_less_or_nothing_is_noticed(
    warehouse: Warehouse, simulator: Simulator, told: Callable[..., Checked], receiver: Receiver
) -> None:
    run = ingest_resource(warehouse.place, "compras_gov", "contratos")
    assert run.status == "sucesso"
    with psycopg.connect(warehouse.settings.require("warehouse_url")) as connection:
        connection.execute("update bronze._runs set rows_fetched = 1000")
        names = "system, resource, kind, status, orgaos, scopes, rows_fetched, rows_inserted"
        connection.execute(
            f"insert into bronze._runs (run_id, started_at, finished_at, {names})"
            f" select 'antes' || n, started_at - n * interval '1 day', finished_at - n * interval '1 day', {names}"
            " from bronze._runs, generate_series(1, 6) as n"
        )
        connection.execute(
            "update bronze._runs set rows_fetched = 250, drift = '{cor}' where run_id = %s", (run.run_id,)
        )

    kinds = {problem.fingerprint for problem in told().problems}
    later = {problem.fingerprint for problem in told(datetime.now(UTC) + timedelta(days=30)).problems}

    noticed = {"volume:compras_gov/contratos", "campo:compras_gov/contratos:cor"}
    assert kinds == noticed | {"transformacao:transform"}  # nothing was built of six days of loads
    assert later == noticed | {"parada:compras_gov/contratos"}
    assert "voltou ao normal" not in "".join(receiver.titles())  # what follows from the source's silence is not over


def test_two_checks_at_a_time_tell_once_and_a_dry_run_writes_nothing(
    warehouse: Warehouse, told: Callable[..., Checked], receiver: Receiver
) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_url"), autocommit=True) as connection:
        _failed_run(connection, "contratos")
        message = told(dry_run=True).message
        assert message is not None
        assert "compras_gov/contratos" in message.title
        connection.execute("select pg_advisory_lock(hashtextextended('govhub.alerts', 0))")
        with pytest.raises(GovhubError, match="Outra verificação de alertas está em andamento"):
            told()

    assert receiver.taken == []
    assert warehouse.rows("select * from bronze._alerts") == []


def test_a_warehouse_of_an_earlier_version_is_told_to_be_set_up_and_then_migrates_itself(
    warehouse: Warehouse, told: Callable[..., Checked], receiver: Receiver
) -> None:
    with psycopg.connect(warehouse.settings.require("warehouse_admin_url")) as connection:
        connection.execute("drop table bronze._alerts, bronze._task_failures")
        connection.execute("alter table bronze._runs drop error_class, drop airflow_run, drop tries_left")
    told(NOON)
    told(NOON + timedelta(minutes=10))
    assert "Rode `govhub warehouse setup` e tente de novo." in receiver.taken[0]["message"]

    setup_warehouse(warehouse.settings, warehouse.catalog)

    assert told(NOON + timedelta(minutes=20)).problems == ()
    assert receiver.titles()[-1].startswith("voltou ao normal")
