"""The mailbox on a day: which messages it holds, and each as it would be sent.

One message per report and day for the last days; some days nothing came, some messages came twice, some reports twice
a day. Between them lie answers, other people's messages and subjects that begin like those of the reports.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from govhub_simulator.tesouro_gerencial.reports import REPORTS, Report
from govhub_simulator.tesouro_gerencial.writing import package
from govhub_simulator.world import FIRST_DAY, Body, World

USERNAME, PASSWORD = "relatorios@orgao.exemplo.gov.br", "senha-da-caixa"
SENDER = "naoresponda@tesourogerencial.exemplo.gov.br"
STRANGER = "colega@orgao.exemplo.gov.br"
UIDVALIDITY = 1_700_000_001

_KEPT_DAYS = 6
_CYCLE = 5
_MISSING_DAY, _DOUBLED_DAY, _TWICE_DAY = 3, 0, 1  # of each cycle; day 0 of the world is one on which all is well
_FIRST_ORDINAL = FIRST_DAY.toordinal() - 1000
_UIDS_PER_DAY = 2000
_BRASILIA = timezone(timedelta(hours=-3))
_LINE_BYTES = 57  # gives lines of 76 characters


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message before it is written; `revision` counts the editions of a report on a day. No report: idle talk."""

    uid: int
    subject: str
    sender: str
    sent_at: datetime
    report: Report | None = None
    body: Body | None = None
    revision: int = 0

    @property
    def headers(self) -> bytes:
        """The headers as they are sent, blank line included."""
        lines = [
            f"Message-ID: <{self.uid}@{self.sender.partition('@')[2]}>",
            f"Date: {self.sent_at:%a, %d %b %Y %H:%M:%S %z}",
            f"From: {'Tesouro Gerencial' if self.sender == SENDER else 'Colega'} <{self.sender}>",
            f"To: <{USERNAME}>",
            f"Subject: {self.subject}",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/mixed; boundary="{self.boundary}"',
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    @property
    def boundary(self) -> str:
        """What separates the parts."""
        return f"----=_parte_{self.uid}"


def envelopes(world: World) -> list[Envelope]:
    """Return the messages that the mailbox holds today, UIDs ascending."""
    days = (world.today - timedelta(days=back) for back in range(_KEPT_DAYS - 1, -1, -1))
    return [envelope for day in days for envelope in _of_day(world.bodies, day)]


@lru_cache(maxsize=4)
def attachment(world: World, envelope: Envelope) -> bytes:
    """Return the ZIP of a message: the report as it was on the day that the message was sent."""
    report = envelope.report
    assert report is not None
    then = world.advanced((envelope.sent_at.date() - world.today).days)
    return package(report, envelope.subject, report.rows(then, envelope.revision, envelope.body), envelope.sent_at)


def message(envelope: Envelope, content: bytes | None, *, html: bool = False) -> bytes:
    """Return a whole message; without content it has no attachment, with `html` a page stands where the ZIP would."""
    edge = f"--{envelope.boundary}".encode()
    text = "Segue o relatório agendado." if envelope.report else "Bom dia. Alguém viu o relatório de ontem?"
    parts = [edge, b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: 8bit", b"", text.encode()]
    if content is not None:
        kind, name = (b"text/html", "relatorio.zip") if html else (b"application/zip", f"{envelope.subject}.zip")
        parts += [
            edge,
            b"Content-Type: " + kind + f'; name="{name}"'.encode(),
            b"Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{name}"'.encode(),
            b"",
            *_base64_lines(content),
        ]
    return envelope.headers + b"\r\n".join([*parts, edge + b"--", b""])


def _base64_lines(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _LINE_BYTES):
        yield base64.b64encode(content[start : start + _LINE_BYTES])


def _of_day(bodies: tuple[Body, ...], day: date) -> list[Envelope]:
    first = (day.toordinal() - _FIRST_ORDINAL) * _UIDS_PER_DAY
    sent = sorted(_sent_on(bodies, day), key=lambda envelope: envelope.sent_at)
    return [replace(envelope, uid=first + place) for place, envelope in enumerate(sent)]


def _sent_on(bodies: tuple[Body, ...], day: date) -> Iterator[Envelope]:
    turn = (day - FIRST_DAY).days % _CYCLE
    morning = datetime.combine(day, time(6, 0), _BRASILIA)
    yield Envelope(0, "RES: notas_de_empenhos_a_partir_de_2024", STRANGER, morning)
    yield Envelope(0, "notas_de_empenhos_a_partir_de_2024", STRANGER, morning + timedelta(minutes=1))
    if turn == _MISSING_DAY:
        return
    for place, (report, body) in enumerate(scheduled(bodies)):
        subject, at = report.subject_of(body), morning + timedelta(minutes=10, seconds=place)
        yield Envelope(0, subject, SENDER, at, report, body)
        if turn == _DOUBLED_DAY and report.name == "notas_empenho":
            yield Envelope(0, subject, SENDER, at + timedelta(minutes=30), report, body)
        if turn == _TWICE_DAY and report.name in {"notas_credito", "programacoes_financeiras"}:
            yield Envelope(0, subject, SENDER, at + timedelta(hours=5), report, body, revision=1)


def scheduled(bodies: tuple[Body, ...]) -> Iterator[tuple[Report, Body | None]]:
    """Yield every report that is sent, with the body that it is of."""
    for report in REPORTS:
        yield from ((report, body) for body in bodies if body.ugs) if report.per_body else ((report, None),)
