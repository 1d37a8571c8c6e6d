"""Scheduled reports by mail, from Superset's own form to a mail server over real sockets: what arrives, and what must not."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from govhub.dashboards.access import EVERY_BODY
from govhub.settings import CHECKOUT

from .conftest import Stack
from .mail_server import Letter, MailServer
from .superset import PASSWORD, Caller, datasets, make_user

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
BRASILIA = ZoneInfo("America/Sao_Paulo")
NEVER = "0 0 30 2 *"  # February has no 30th
MANAGER, ANALYST, EVERYBODY = "gestora_relatorio", "analista_relatorio", "gestor_todos_relatorio"
LOOK = "import io,sys;from PIL import Image;i=Image.open(io.BytesIO(sys.stdin.buffer.read()));i.load();print(*i.size,len(set(i.convert('L').resize((400,400)).getdata())))"


class Office:
    """People who schedule reports, and the mail server that gets them."""

    def __init__(self, stack: Stack, mail: MailServer) -> None:
        self.mail = mail
        self.stack = replace(stack, environment=stack.environment | mail.settings)
        admin = (stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"])
        self.admin = Caller(stack.superset_url).login(*admin)
        make_user(self.admin, MANAGER, ["Gestor", "Órgão DPU"])
        make_user(self.admin, EVERYBODY, ["Gestor", EVERY_BODY])
        make_user(self.admin, ANALYST, ["Analista", "Órgão DPU"])
        self.people = {name: Caller(stack.superset_url).login(name, PASSWORD) for name in (MANAGER, EVERYBODY, ANALYST)}

    def number(self, kind: str, column: str, value: str) -> int:
        query = f"(filters:!((col:{column},opr:eq,value:'{value}')))"
        return int(self.admin.http.get(f"/api/v1/{kind}/", params={"q": query}).json()["result"][0]["id"])

    def post(self, who: str, **changed: Any) -> Any:
        body = {
            "type": "Report",
            "active": True,
            "creation_method": "alerts_reports",
            "crontab": NEVER,
            "timezone": "America/Sao_Paulo",
            "recipients": [{"type": "Email", "recipient_config_json": {"target": "chefia@teste.example"}}],
        } | changed
        caller = self.people[who]
        return caller.http.post("/api/v1/report/", json=body, headers=caller.csrf())

    def schedule(self, who: str, name: str, **changed: Any) -> int:
        answer = self.post(who, name=name, **changed)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def send(self, *names: str, **settings: str) -> tuple[subprocess.CompletedProcess[str], list[Letter]]:
        before = len(self.mail.letters)
        stack = replace(self.stack, environment=self.stack.environment | settings)
        return stack.govhub("dashboards", "reports", *names, check=False), self.mail.letters[before:]

    def log(self, number: int) -> list[dict[str, Any]]:
        query = {"q": "(order_column:end_dttm,order_direction:desc)"}
        return list(self.admin.http.get(f"/api/v1/report/{number}/log/", params=query).json()["result"])

    def clear(self) -> None:
        for caller in (self.admin, *self.people.values()):
            listed = caller.http.get("/api/v1/report/?q=(page_size:100)").json().get("result", [])
            for report in listed:
                caller.http.delete(f"/api/v1/report/{report['id']}", headers=caller.csrf())


@pytest.fixture(scope="module")
def office(stack: Stack) -> Iterator[Office]:
    mail = MailServer().start()
    made = Office(stack, mail)
    yield made
    made.clear()
    mail.stop()


@pytest.fixture(autouse=True)
def _nothing_scheduled(office: Office) -> Iterator[None]:
    office.clear()
    yield
    office.clear()


def sql(stack: Stack, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(stack.environment.get("GOVHUB_BI_URL") or stack.secrets["GOVHUB_BI_URL"]) as connection:
        return connection.execute(query).fetchall()


def look(picture: bytes) -> tuple[int, int, int]:
    """Decode a picture; return its width, height, and how many shades of grey a small copy of it has."""
    python = CHECKOUT / ".venv-superset" / "bin" / "python"
    seen = subprocess.run([python, "-c", LOOK], input=picture, capture_output=True, check=True)
    width, height, shades = map(int, seen.stdout.split())
    return width, height, shades


def csv_rows(letter: Letter) -> list[dict[str, str]]:
    ((name, content),) = letter.files().items()
    assert name is not None
    assert name.endswith(".csv")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_dashboard_arrives_as_a_picture_that_shows_it_all(office: Office) -> None:
    number = office.schedule(
        MANAGER,
        "Contratação da semana",
        dashboard=office.number("dashboard", "slug", "contratos"),
        report_format="PNG",
        email_subject="Contratos: situação da semana",
    )
    done, letters = office.send("Contratação da semana")
    assert done.returncode == 0, done.stderr
    assert "1 relatório(s) enviado(s)." in done.stdout
    (letter,) = letters
    assert letter.to == ("chefia@teste.example",)
    assert letter.subject == "[Gov Hub BR] Contratos: situação da semana"
    assert "Abrir no painel" in letter.text
    ((name, picture),) = letter.files().items()
    assert name == "Contratos - situação da semana.png"
    width, height, shades = look(picture)
    assert width == 1600
    assert height > 1000
    assert shades > 50
    assert office.log(number)[0]["state"] == "Success"


def test_what_is_scheduled_in_a_dashboard_goes_to_oneself(office: Office) -> None:
    office.schedule(
        MANAGER,
        "Para mim",
        dashboard=office.number("dashboard", "slug", "saude-dos-dados"),
        report_format="PNG",
        creation_method="dashboards",
    )
    done, (letter,) = office.send("Para mim")
    assert done.returncode == 0, done.stderr
    assert letter.to == (f"{MANAGER}@teste.example",)
    assert letter.subject == "[Gov Hub BR] Para mim: Saúde dos dados"


def test_chosen_tabs_arrive_as_pages_of_one_pdf(office: Office) -> None:
    dashboard = office.number("dashboard", "slug", "contratos")
    tabs = office.admin.http.get(f"/api/v1/dashboard/{dashboard}/tabs").json()["result"]["tab_tree"]
    chosen = [tab["value"] for tab in tabs][:2]
    anchor = "[" + ",".join(f'"{tab}"' for tab in chosen) + "]"
    office.schedule(
        MANAGER, "Duas abas", dashboard=dashboard, report_format="PDF", extra={"dashboard": {"anchor": anchor}}
    )
    done, (letter,) = office.send("Duas abas")
    assert done.returncode == 0, done.stderr
    ((name, content),) = letter.files().items()
    assert name == "Duas abas - Contratos.pdf"
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 2


def test_the_csv_of_a_chart_has_the_numbers_of_sql_and_only_the_rows_of_its_owner(office: Office) -> None:
    chart = office.number("chart", "slice_name", "Contratos por situação da vigência")
    for who in (MANAGER, EVERYBODY):
        office.schedule(who, f"Situação, {who}", chart=chart, report_format="CSV")
    done, letters = office.send(f"Situação, {MANAGER}", f"Situação, {EVERYBODY}")
    assert done.returncode == 0, done.stderr
    counted = "select situacao_rotulo, count(*) from gold.contratos_resumo where receita_despesa = 'D' and not registro_removido"
    for letter, rule in zip(letters, ("and orgao_chave = 'dpu'", ""), strict=True):
        rows = [tuple(row.values()) for row in csv_rows(letter)]
        wanted = sql(office.stack, f"{counted} {rule} group by 1")
        assert {(name, int(float(figure))) for name, figure in rows} == set(wanted)
        assert wanted
    assert letters[0].files() != letters[1].files()


def test_a_report_is_sent_once_when_its_time_has_come(office: Office) -> None:
    planned = datetime.now(BRASILIA) + timedelta(seconds=45)
    planned = planned.replace(second=0) + timedelta(minutes=1)
    chart = office.number("chart", "slice_name", "Contratos por situação da vigência")
    crontab = f"{planned.minute} {planned.hour} {planned.day} {planned.month} *"
    office.schedule(MANAGER, "Na hora", chart=chart, report_format="CSV", crontab=crontab)
    done, letters = office.send()
    assert (done.returncode, letters) == (0, [])
    time.sleep(max(0, (planned - datetime.now(BRASILIA)).total_seconds() + 1))
    dead, letters = office.send(SUPERSET_SMTP_PORT="1")
    assert (dead.returncode, letters) == (1, [])
    done, letters = office.send()  # the server is back
    assert done.returncode == 0, done.stderr
    assert len(letters) == 1
    done, letters = office.send()
    assert (done.returncode, letters) == (0, [])


@pytest.fixture
def impossible(office: Office) -> Iterator[dict[str, int]]:
    """A chart that divides by zero, and a dashboard in which it stands beside one that does not."""
    analyst, number = office.people[ANALYST], datasets(office.admin)["contratos_resumo"]
    column = {"expressionType": "SQL", "sqlExpression": "sum(1/(valor_global*0))", "label": "impossível"}
    charts = []
    for name, metric in (("Contratos da analista", "contratos"), ("Divisão por zero", column)):
        params = {"viz_type": "big_number_total", "datasource": f"{number}__table", "metric": metric}
        asked = {"datasource": {"id": number, "type": "table"}, "queries": [{"columns": [], "metrics": [metric]}]}
        body = {
            "slice_name": name,
            "viz_type": "big_number_total",
            "datasource_id": number,
            "datasource_type": "table",
            "params": json.dumps(params),
            "query_context": json.dumps({**asked, "form_data": {}}),
        }
        made = analyst.http.post("/api/v1/chart/", json=body, headers=analyst.csrf())
        assert made.status_code == 201, made.text
        charts.append(made.json()["id"])
    grid: dict[str, Any] = {
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": ["ROW-1"], "parents": ["ROOT_ID"]},
        "ROW-1": {"id": "ROW-1", "type": "ROW", "children": ["CHART-0", "CHART-1"], "parents": ["ROOT_ID", "GRID_ID"]},
    }
    grid["ROW-1"]["meta"] = {"background": "BACKGROUND_TRANSPARENT"}
    for place, chart in enumerate(charts):
        box = {"id": f"CHART-{place}", "type": "CHART", "children": [], "parents": ["ROOT_ID", "GRID_ID", "ROW-1"]}
        grid[box["id"]] = box | {"meta": {"chartId": chart, "width": 6, "height": 40}}
    body = {"dashboard_title": "Painel da analista", "position_json": json.dumps(grid)}
    made = analyst.http.post("/api/v1/dashboard/", json=body, headers=analyst.csrf())
    assert made.status_code == 201, made.text
    dashboard = made.json()["id"]
    for chart in charts:
        linked = analyst.http.put(f"/api/v1/chart/{chart}", json={"dashboards": [dashboard]}, headers=analyst.csrf())
        assert linked.status_code == 200, linked.text
    yield {"chart": charts[1], "dashboard": dashboard}
    office.clear()
    for path in (f"dashboard/{dashboard}", *(f"chart/{chart}" for chart in charts)):
        analyst.http.delete(f"/api/v1/{path}", headers=analyst.csrf())


@pytest.mark.parametrize(("kind", "form"), [("chart", "CSV"), ("chart", "PNG"), ("dashboard", "PDF")])
def test_what_cannot_be_computed_is_not_sent_and_its_owner_is_told_why(
    office: Office, impossible: dict[str, int], kind: str, form: str
) -> None:
    name = f"Impossível: {kind}, {form}"
    report = office.schedule(ANALYST, name, report_format=form, **{kind: impossible[kind]})
    for _ in range(2):  # also after it failed before
        done, letters = office.send(name)
        assert done.returncode == 1
        assert done.stderr.startswith(f"O relatório «{name}» não foi enviado: ")
        assert len(done.stderr.strip().splitlines()) == 1
        (letter,) = letters
        assert letter.to == (f"{ANALYST}@teste.example",)
        assert letter.subject == f"[Gov Hub BR] Relatório não enviado: {name}"
        assert "division by zero" in letter.text
        assert form == "CSV" or "o gráfico «Divisão por zero» não pôde ser calculado" in letter.text
        assert letter.files() == {}
        newest = office.log(report)[0]
        assert newest["state"] == "Error"
        assert "division by zero" in newest["error_message"]


def test_a_dead_mail_server_is_told_in_one_sentence(office: Office) -> None:
    chart = office.number("chart", "slice_name", "Contratos por situação da vigência")
    office.schedule(MANAGER, "Sem servidor", chart=chart, report_format="CSV")
    done, letters = office.send("Sem servidor", SUPERSET_SMTP_PORT="1")
    assert done.returncode == 1
    assert letters == []
    assert done.stderr.startswith(
        "Os relatórios não foram enviados: o servidor de e-mail 127.0.0.1:1 não atende ([Errno 111] Connection refused) ("
    )
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_address_that_the_server_refuses_is_a_failure_that_the_owner_hears_of(office: Office) -> None:
    chart = office.number("chart", "slice_name", "Contratos por situação da vigência")
    target = [{"type": "Email", "recipient_config_json": {"target": "recusado@teste.example"}}]
    office.schedule(MANAGER, "Recusado", chart=chart, report_format="CSV", recipients=target)
    done, letters = office.send("Recusado")
    assert done.returncode == 1
    assert "o servidor de e-mail não aceitou a mensagem" in done.stderr
    assert [letter.to for letter in letters] == [(f"{MANAGER}@teste.example",)]


def test_without_a_mail_server_or_with_a_wrong_name_or_port_the_command_says_what_to_do(office: Office) -> None:
    done, _ = office.send(SUPERSET_SMTP_HOST="")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Defina SUPERSET_SMTP_HOST no ambiente ou no arquivo .env.")
    done, _ = office.send("Não existe")
    assert done.returncode == 1
    assert done.stderr.strip() == "Não há relatório com o nome «Não existe»."
    done, _ = office.send(SUPERSET_SMTP_PORT="vinte e cinco")
    assert done.returncode == 1
    assert "SUPERSET_SMTP_PORT não é uma porta" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "what",
    [
        {"type": "Alert", "sql": "select 1", "database": 1, "validator_type": "not null"},
        {"sql": "select count(*) from gold.contratos_resumo"},
        {"recipients": [{"type": "Webhook", "recipient_config_json": {"target": "http://127.0.0.1/"}}]},
    ],
    ids=["alerta", "relatório com SQL", "webhook"],
)
def test_what_would_ask_the_database_or_call_an_address_is_not_scheduled(office: Office, what: dict[str, Any]) -> None:
    answer = office.post(ANALYST, name="x", **what)
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("Só relatórios por e-mail podem ser agendados")


def test_who_does_not_log_in_sees_no_reports(office: Office) -> None:
    office.schedule(
        MANAGER, "De outra pessoa", chart=office.number("chart", "slice_name", "Contratos por situação da vigência")
    )
    anonymous = Caller(office.stack.superset_url)
    assert anonymous.http.get("/api/v1/report/").status_code in {401, 403}
    assert anonymous.http.post("/api/v1/report/", json={}).status_code in {400, 401, 403}
    assert office.people[ANALYST].http.get("/api/v1/report/").json()["result"] == []
