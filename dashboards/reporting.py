"""Sends the reports that are due, in one process: no Celery, no broker.

A report is due when a time of its schedule has come since it was last sent, or since it was made; a time that nobody
was there for is made up for once. Superset's own command does the work, as the report's owner, and keeps its log. The
last line of standard output is JSON.
"""

from __future__ import annotations

import json
import smtplib
import socket
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from superset.app import create_app

from browsing import NoBrowser, launch_system_chromium

_LOCK = 7_204_311_900  # of the session of the metadata database; two processes would send everything twice


def main() -> dict[str, Any]:
    """Send what is due; return how many were sent and what failed, by name."""
    with create_app().app_context():
        from flask import current_app
        from sqlalchemy import text
        from superset import db

        if not current_app.config["SMTP_HOST"]:
            raise LookupError("falta a configuração SUPERSET_SMTP_HOST")
        launch_system_chromium()
        with db.engine.connect() as connection:
            if not connection.execute(text("select pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
                raise LookupError("outro processo já está enviando relatórios")
            due = _due(datetime.now(UTC))
            if due:
                _greet(current_app.config)
            told: dict[str, Any] = {"sent": 0, "failed": {}}
            for number, name, moment in due:
                reason = _send(number, moment)
                if reason:
                    told["failed"][name] = reason
                else:
                    told["sent"] += 1
    return told


def _due(now: datetime) -> list[tuple[int, str, datetime]]:
    """Return number, name and time of the reports whose time has come."""
    from superset.daos.report import ReportScheduleDAO

    found = []
    for schedule in ReportScheduleDAO.find_active():
        since = schedule.last_eval_dttm or schedule.created_on
        moment = _last_time(schedule.crontab, schedule.timezone, now)
        if moment > since.replace(tzinfo=UTC):
            found.append((schedule.id, schedule.name, moment.replace(tzinfo=None)))
    return found


def _last_time(crontab: str, zone: str, now: datetime) -> datetime:
    """Return the last time of a schedule that is not in the future, in UTC."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from croniter import croniter

    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = now
    last: datetime = croniter(crontab, local).get_prev(datetime)
    return last.astimezone(UTC)


def _greet(config: dict[str, Any]) -> None:
    """Ask the server for its greeting, so that nothing is drawn that can't be sent, and nothing marked as sent.

    Raises: ConnectionError.
    """
    address = config["SMTP_HOST"], config["SMTP_PORT"]
    connect = smtplib.SMTP_SSL if config["SMTP_SSL"] else smtplib.SMTP
    try:
        with connect(*address, timeout=30) as server:
            server.noop()
    except (OSError, smtplib.SMTPException, socket.gaierror) as error:
        raise ConnectionError(f"o servidor de e-mail {address[0]}:{address[1]} não responde") from error


def _send(number: int, moment: datetime) -> str:
    """Send one report; return why it could not be sent, empty when it was."""
    from superset import db
    from superset.commands.report.execute import AsyncExecuteReportScheduleCommand
    from superset.exceptions import SupersetException

    try:
        AsyncExecuteReportScheduleCommand(str(uuid4()), number, moment).run()
    except SupersetException as error:
        db.session.rollback()
        return " ".join(str(error).split())
    return ""


if __name__ == "__main__":
    try:
        print(json.dumps(main(), ensure_ascii=False))  # noqa: T201
    except (NoBrowser, LookupError, ConnectionError) as error:
        print(error.args[0])  # noqa: T201
        sys.exit(1)
