"""Sends every report whose time came since it was last sent, once each, and ends: cron, systemd or Airflow call it.

What is due is read from Superset's own database, so nothing is lost when a call comes late, and nothing is sent twice.
A report whose time came several times is sent once. The last line of standard output is JSON.
"""

from __future__ import annotations

import json
import socket
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from superset.app import create_app

from browsing import NoBrowser
from due import due_at
from given import WrongSettings
from readiness import SECONDS, NotReady, check_drawing, check_mail_server

_LOCK = 0x676F7668  # of this program in Superset's database: "govh"
_PICTURES = ("PNG", "PDF")


def main(names: list[str]) -> dict[str, Any]:
    """Send what is due, or these reports now; return the names that were sent and a sentence for each that was not."""
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False  # for the questions that this process asks itself
    told: dict[str, Any] = {"sent": [], "failed": [], "busy": False}
    with app.app_context(), _alone() as alone:
        if not alone:
            return {**told, "busy": True}
        waiting = _named(names, told) if names else _due(datetime.now(UTC))
        if waiting:
            _send_all(waiting, told)
        return told


def _due(now: datetime) -> list[tuple[int, datetime]]:
    """Return the numbers of the reports that are due, the one that waits longest first; interrupted ones are among them."""
    from superset import db
    from superset.reports.models import ReportSchedule, ReportScheduleType, ReportState

    due = []
    for report in db.session.query(ReportSchedule).filter_by(active=True, type=ReportScheduleType.REPORT):
        # Also what was changed since: a new time counts from when it was given.
        changed = report.changed_on.astimezone(UTC)  # Superset keeps this one in local time, the other in UTC
        evaluated = report.last_eval_dttm.replace(tzinfo=UTC) if report.last_eval_dttm else changed
        planned = due_at(report.crontab, report.timezone, max(changed, evaluated), now)
        if report.last_state == ReportState.WORKING:
            planned = evaluated
        if planned is not None:
            due.append((report.id, planned))
    return sorted(due, key=lambda entry: entry[1])


def _named(names: list[str], told: dict[str, Any]) -> list[tuple[int, datetime]]:
    from superset import db
    from superset.reports.models import ReportSchedule, ReportScheduleType

    found = []
    for name in names:
        report = db.session.query(ReportSchedule).filter_by(name=name, type=ReportScheduleType.REPORT).one_or_none()
        if report is None:
            told["failed"].append(f"Não há relatório com o nome «{name}».")
        else:
            found.append((report.id, datetime.now(UTC)))
    return found


def _send_all(waiting: list[tuple[int, datetime]], told: dict[str, Any]) -> None:
    from flask import current_app
    from superset import db
    from superset.commands.report.log_prune import AsyncPruneReportScheduleLogCommand
    from superset.reports.models import ReportSchedule, ReportState

    from sending import Sending, Unsent

    check_mail_server(current_app.config)
    numbers = [number for number, _ in waiting]
    formats = db.session.query(ReportSchedule.report_format).filter(ReportSchedule.id.in_(numbers))
    if any(report_format in _PICTURES for (report_format,) in formats):
        check_drawing(current_app.config)
    socket.setdefaulttimeout(SECONDS)  # Superset gives its connections to the mail server none
    for number, planned in waiting:
        report = db.session.get(ReportSchedule, number)
        if report is None:  # was deleted meanwhile
            continue
        name = report.name
        sending = Sending(report, planned.replace(tzinfo=None), uuid.uuid4())
        try:
            if report.last_state == ReportState.WORKING:
                sending.fail("o envio anterior foi interrompido antes do fim")
            sending.next()
            told["sent"].append(name)
        except Unsent as reason:
            told["failed"].append(f"O relatório «{name}» não foi enviado: {reason}.")
    AsyncPruneReportScheduleLogCommand().run()


@contextmanager
def _alone() -> Iterator[bool]:
    """Let no other process send at the same time, on whatever machine it is."""
    from sqlalchemy import text
    from superset import db

    with db.engine.connect() as connection:
        alone = bool(connection.execute(text("select pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar())
        try:
            yield alone
        finally:
            if alone:
                connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _LOCK})


if __name__ == "__main__":
    try:
        print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))  # noqa: T201
    except (WrongSettings, NoBrowser, NotReady) as reason:
        print(reason)  # noqa: T201
        sys.exit(1)
