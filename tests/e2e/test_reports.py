"""Reports by mail: drawn by a real browser as who scheduled them, sent over a real SMTP conversation."""

from __future__ import annotations

import csv
import dataclasses
import email
import io
import struct
import time
import zlib
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from govhub_simulator.server import free_port

from .conftest import Stack
from .superset import PASSWORD, Caller, make_user

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
GESTOR, ANALISTA = "relatora_dpu", "analista_dpu"


class Mailbox:
    """Takes every message that is delivered."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.messages.append(email.message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Caller:
    found = Caller(stack.superset_url).login(
        stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
    )
    make_user(found, GESTOR, ["Gestor", "Órgão DPU"])
    make_user(found, ANALISTA, ["Analista", "Órgão DPU"])
    return found


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def mailing(stack: Stack, port: int) -> Stack:
    settings = {
        "SUPERSET_SMTP_HOST": "127.0.0.1",
        "SUPERSET_SMTP_PORT": str(port),
        "SUPERSET_SMTP_STARTTLS": "false",
        "SUPERSET_SMTP_FROM": "paineis@orgao.example",
    }
    return dataclasses.replace(stack, environment=stack.environment | settings)


def schedule(person: Caller, name: str, **what: Any) -> int:
    body = {
        "type": "Report",
        "name": name,
        "crontab": "* * * * *",
        "timezone": "America/Sao_Paulo",
        "active": True,
        "creation_method": "alerts_reports",
        "recipients": [{"type": "Email", "recipient_config_json": {"target": "gestora@orgao.example"}}],
        **what,
    }
    made = person.http.post("/api/v1/report/", json=body, headers=person.csrf())
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def until_the_next_minute() -> None:
    time.sleep(61 - time.time() % 60)


def attached(message: Message) -> dict[str, bytes]:
    """Return the attachments, and pictures in the text by their type."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_maintype() != "text"]
    parts += [part for part in message.walk() if part.get_content_type() == "text/csv"]
    return {part.get_filename() or part.get_content_type(): part.get_payload(decode=True) for part in parts}  # type: ignore[misc]


def colours_of_png(picture: bytes) -> tuple[int, int, int]:
    """Return width, height, and how many different bytes its rows have: a blank picture has almost none."""
    width, height = struct.unpack(">II", picture[16:24])
    data, at = b"", 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            data += picture[at + 8 : at + 8 + length]
        at += 12 + length
    return width, height, len(set(zlib.decompress(data)))


def numbers_of(admin: Caller) -> tuple[int, int]:
    """Return the numbers of the dashboard and of the chart that are sent."""
    dashboard = admin.http.get("/api/v1/dashboard/saude-dos-dados").json()["result"]["id"]
    charts = admin.http.get("/api/v1/dashboard/contratos/charts").json()["result"]
    return dashboard, next(
        chart["id"] for chart in charts if chart["slice_name"] == "Contratos vigentes por categoria e ano"
    )


def test_reports_reach_who_scheduled_them_with_the_rows_that_person_sees(
    stack: Stack, admin: Caller, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    dashboard, chart = numbers_of(admin)
    gestor = Caller(stack.superset_url).login(GESTOR, PASSWORD)
    made = [
        schedule(gestor, "Saúde em figura", dashboard=dashboard, report_format="PNG", creation_method="dashboards"),
        schedule(gestor, "Saúde em PDF", dashboard=dashboard, report_format="PDF"),
        schedule(gestor, "Contratos em planilha", chart=chart, report_format="CSV"),
    ]
    until_the_next_minute()
    try:
        sent = mailing(stack, port).govhub("dashboards", "reports")
    finally:
        for number in made:
            gestor.http.delete(f"/api/v1/report/{number}", headers=gestor.csrf()).raise_for_status()

    assert "3 relatórios enviados" in sent.stdout
    by_name = {str(message["Subject"]).split(": ")[0]: message for message in box.messages}
    assert set(by_name) == {
        f"[Gov Hub BR] {name}" for name in ("Saúde em figura", "Saúde em PDF", "Contratos em planilha")
    }
    # What is scheduled in the dashboard itself goes to the person's own address.
    assert {name: message["To"] for name, message in by_name.items()} == {
        "[Gov Hub BR] Saúde em figura": f"{GESTOR}@teste.example",
        "[Gov Hub BR] Saúde em PDF": "gestora@orgao.example",
        "[Gov Hub BR] Contratos em planilha": "gestora@orgao.example",
    }
    (picture,) = attached(by_name["[Gov Hub BR] Saúde em figura"]).values()
    width, height, colours = colours_of_png(picture)
    assert (width >= 1200, height >= 800, colours > 100) == (True, True, True)
    ((name, pdf),) = attached(by_name["[Gov Hub BR] Saúde em PDF"]).items()
    assert (name, pdf[:5]) == ("Saúde em PDF - Saúde dos dados.pdf", b"%PDF-")
    ((name, table),) = attached(by_name["[Gov Hub BR] Contratos em planilha"]).items()
    assert name == "Contratos em planilha - Contratos vigentes por categoria e ano.csv"
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    counted = sum(int(float(value)) for row in rows[1:] for value in row[1:] if value)
    with psycopg.connect(stack.secrets["GOVHUB_BI_URL"]) as connection:
        query = "select coalesce(sum(qtd_vigentes), 0) from gold.contratos_por_categoria"
        everybody = connection.execute(query).fetchone()
        own = connection.execute(f"{query} where orgao_chave = 'dpu'").fetchone()
    assert everybody is not None
    assert own is not None
    assert counted == own[0] < everybody[0]


def test_a_server_that_does_not_answer_is_told_and_nothing_is_lost(
    stack: Stack, admin: Caller, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    _, chart = numbers_of(admin)
    gestor = Caller(stack.superset_url).login(GESTOR, PASSWORD)
    number = schedule(gestor, "Para depois", chart=chart, report_format="CSV")
    until_the_next_minute()
    try:
        dead = free_port()
        failed = mailing(stack, dead).govhub("dashboards", "reports", check=False)
        assert failed.returncode == 1
        assert f"o servidor de e-mail 127.0.0.1:{dead} não responde" in " ".join(
            (failed.stdout + failed.stderr).split()
        )

        mailing(stack, port).govhub("dashboards", "reports")
        assert [str(message["Subject"]).split(": ")[0] for message in box.messages] == ["[Gov Hub BR] Para depois"]
    finally:
        gestor.http.delete(f"/api/v1/report/{number}", headers=gestor.csrf()).raise_for_status()


@pytest.mark.parametrize(
    "what",
    [
        {"type": "Alert", "sql": "select 1", "database": 1, "validator_type": "not null"},
        {"sql": "select count(*) from gold.contratos_resumo"},
        {"recipients": [{"type": "Webhook", "recipient_config_json": {"target": "http://127.0.0.1/"}}]},
    ],
    ids=["alerta", "relatório com SQL", "webhook"],
)
def test_what_would_ask_the_database_or_call_an_address_is_not_scheduled(
    stack: Stack, admin: Caller, what: dict[str, Any]
) -> None:
    person = Caller(stack.superset_url).login(ANALISTA, PASSWORD)
    body = {"type": "Report", "name": "x", "crontab": "0 8 * * *", "timezone": "UTC", "recipients": [], **what}

    answer = person.http.post("/api/v1/report/", json=body, headers=person.csrf())

    assert answer.status_code == 403
    assert answer.json()["message"].startswith("Só relatórios por e-mail podem ser agendados")
