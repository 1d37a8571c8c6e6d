"""Sends the reports by mail that people scheduled in Superset: what is due now, once each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from govhub.dashboards.scripts import run_script
from govhub.errors import ConfigurationError
from govhub.settings import Settings, read_environment

_SECONDS = 3000


@dataclass(frozen=True, slots=True)
class Reported:
    """What was done: the names of the reports that were sent, a Portuguese sentence for each that was not.

    `busy` says that another process was sending, so that nothing was done here.
    """

    sent: tuple[str, ...]
    failed: tuple[str, ...]
    busy: bool


def mails_reports(settings: Settings) -> bool:
    """Return whether a mail server was given."""
    return bool(read_environment(settings.project_dir).get("SUPERSET_SMTP_HOST"))


def send_reports(settings: Settings, names: Sequence[str] = ()) -> Reported:
    """Send every report whose time came since it was last sent, or the named ones whatever their time.

    Raises: ConfigurationError when there is no mail server, or Superset is not installed or could not be started.
    """
    if not mails_reports(settings):
        raise ConfigurationError(
            "Os relatórios não podem ser enviados: falta o servidor de e-mail",
            where="SUPERSET_SMTP_HOST",
            todo="Defina SUPERSET_SMTP_HOST no ambiente ou no arquivo .env.",
        )
    told = json.loads(run_script(settings, "reporting", names, "Os relatórios não foram enviados", _SECONDS))
    return Reported(tuple(told["sent"]), tuple(told["failed"]), told["busy"])
