"""Sends one report by mail as its owner sees it, or tells the owner why it was not sent; Superset's log keeps both.

Superset's own command sends pictures with error messages in the place of numbers, and tells nobody of a report that
fails after one that did not. So its parts are used here, in another order.
"""

from __future__ import annotations

import html
import json
import smtplib
from datetime import datetime
from typing import Any

import pandas as pd
from flask import current_app
from sqlalchemy.orm.attributes import flag_modified
from superset import db, security_manager
from superset.commands.report.execute import BaseReportState
from superset.exceptions import SupersetErrorsException
from superset.reports.models import ReportRecipientType, ReportSchedule, ReportState
from superset.utils.core import override_user, send_email_smtp

from browsing import NoBrowser
from figures import chart_csv, chart_rows
from pictures import NotComputed, take_pictures

_STANDALONE = {"chart": "true", "dashboard": "3"}  # without menus, as Superset draws reports


class Unsent(Exception):
    """A report was not sent; the text is a Portuguese clause."""


class Sending(BaseReportState):
    """One report on its way."""

    def __init__(self, report: ReportSchedule, planned: datetime, identity: Any) -> None:
        super().__init__(report, planned, identity)
        self._report = report
        self._person: Any = None

    def next(self) -> None:
        """Compute, send and log; on failure log the reason and tell the owner.

        Raises: Unsent.
        """
        try:
            self._person = owner_of(self._report)
            with override_user(self._person):
                self.update_report_schedule_and_log(ReportState.WORKING)
                self._check()
                content = self._get_notification_content()
                if self._filter_warnings or content.text:
                    raise NotComputed("um filtro escolhido no relatório não pôde ser aplicado; edite o relatório")
                self._send(content, self._report.recipients)
                self.update_report_schedule_and_log(ReportState.SUCCESS)
        except Exception as error:  # noqa: BLE001 - whatever it was, the owner is told
            db.session.rollback()
            self.fail(_clause(error), error)

    def fail(self, reason: str, cause: Exception | None = None) -> None:
        """Log why a report was not sent and tell its owners.

        Raises: Unsent.
        """
        untold = self._tell_owners(reason)
        self.update_report_schedule_and_log(ReportState.ERROR, error_message=reason + untold)
        raise Unsent(reason + untold) from cause

    def update_report_schedule(self, state: ReportState) -> None:
        """Keep the state, without looking like somebody's change: who changed a report last says what it shows."""
        super().update_report_schedule(state)
        for kept in ("changed_on", "changed_by_fk"):
            getattr(self._report, kept)
            flag_modified(self._report, kept)

    def _check(self) -> None:
        report = self._report
        if not report.chart and not report.dashboard:
            raise NotComputed("o painel ou gráfico não existe mais; edite ou apague o relatório")
        if not report.recipients or any(entry.type != ReportRecipientType.EMAIL for entry in report.recipients):
            raise NotComputed("os destinatários têm de ser endereços de e-mail; edite o relatório")
        chosen = (report.extra.get("dashboard") or {}) if report.dashboard else {}
        there = json.loads(report.dashboard.position_json or "{}") if report.dashboard else {}
        if any(tab not in there for tab in _tabs(chosen.get("anchor"))):
            raise NotComputed("a aba escolhida não existe mais no painel; edite o relatório")

    def _get_screenshots(self) -> list[bytes]:
        kind = "chart" if self._report.chart else "dashboard"
        window = current_app.config["WEBDRIVER_WINDOW"]
        width, height = window["slice" if kind == "chart" else "dashboard"]
        width = min(self._report.custom_width or width, current_app.config["ALERT_REPORTS_MAX_CUSTOM_SCREENSHOT_WIDTH"])
        addresses = [self._get_url()] if kind == "chart" else self.get_dashboard_urls()
        plain = [f"{url}{'&' if '?' in url else '?'}standalone={_STANDALONE[kind]}" for url in addresses]
        db.session.commit()  # the links to tabs must be there for the web server
        return take_pictures(plain, self._person, (width, height), window["pixel_density"])

    def _get_csv_data(self) -> bytes:
        return chart_csv(self._report.chart, self._person)

    def _get_embedded_data(self) -> pd.DataFrame:
        rows = chart_rows(self._report.chart, self._person)
        return pd.DataFrame([{name: _brazilian(value) for name, value in row.items()} for row in rows])

    def _tell_owners(self, reason: str) -> str:
        """Send the reason; return what to add to it when that fails too."""
        name = self._report.name
        addresses = [owner.email for owner in self._report.owners if owner.is_active and owner.email]
        text = (
            f"<p>O relatório «{html.escape(name)}» não foi enviado: {html.escape(reason)}.</p>"
            "<p>Nada foi mandado aos destinatários. O próximo envio será no horário marcado.</p>"
        )
        subject = f"{current_app.config['EMAIL_REPORTS_SUBJECT_PREFIX']} Relatório não enviado: {name}"
        try:
            if addresses:
                send_email_smtp(",".join(addresses), subject, text, current_app.config)
        except (OSError, smtplib.SMTPException):
            return "; o aviso ao dono também não pôde ser enviado"
        return "" if addresses else "; o relatório não tem dono a avisar"


def owner_of(report: ReportSchedule) -> Any:
    """Return the person as whom a report is made.

    Raises: NotComputed when there is none, or he may not log in any more.
    """
    from superset.tasks.exceptions import ExecutorNotFoundError
    from superset.tasks.utils import get_executor

    try:
        name = get_executor(current_app.config["ALERT_REPORTS_EXECUTORS"], report)[1]
    except ExecutorNotFoundError as error:
        raise NotComputed("o relatório não tem dono") from error
    person = security_manager.find_user(name)
    if person is None or not person.is_active:
        raise NotComputed("o dono do relatório não tem mais acesso ao Superset")
    return person


def _clause(error: Exception) -> str:
    if isinstance(error, (NotComputed, NoBrowser)):
        return str(error)
    if isinstance(error, SupersetErrorsException):
        return "o servidor de e-mail não aceitou a mensagem ({})".format("; ".join(e.message for e in error.errors))
    return f"erro inesperado ({type(error).__name__}: {_short(error)})"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _tabs(anchor: Any) -> list[str]:
    """Return the tabs that were chosen: none, one by its name, or several as a list in JSON."""
    if not anchor:
        return []
    return json.loads(anchor) if str(anchor).startswith("[") else [anchor]


def _brazilian(value: Any) -> Any:
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,")) if isinstance(value, float) else value
