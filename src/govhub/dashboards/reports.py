"""Sends by mail the reports that people scheduled, in Superset's own environment."""

from __future__ import annotations

import json

from govhub.dashboards.scripts import run_script
from govhub.errors import ConfigurationError
from govhub.settings import Settings, read_environment

_FAILED = "Os relatórios não foram enviados"


def mails_reports(settings: Settings) -> bool:
    """Return whether there is a mail server to send reports by."""
    return bool(read_environment(settings.project_dir).get("SUPERSET_SMTP_HOST"))


def send_reports(settings: Settings) -> int:
    """Send every report whose time has come; return how many were sent.

    Raises: ConfigurationError when none could be sent, or naming those that could not and why.
    """
    told = json.loads(run_script(settings, "reporting", [], _FAILED))
    if told["failed"]:
        raise ConfigurationError(
            "; ".join(f"O relatório «{name}» não foi enviado: {reason}" for name, reason in told["failed"].items()),
            where=str(settings.home / "logs" / "superset-reporting.log"),
            todo="Abra o painel como quem agendou o relatório e veja o motivo; ele será tentado na próxima hora marcada.",
        )
    return int(told["sent"])
