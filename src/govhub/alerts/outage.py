"""The one problem that the warehouse can't keep: that it is away. Its alert lies in a file of GOVHUB_HOME meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from govhub.alerts.problems import Problem
from govhub.errors import GovhubError
from govhub.settings import Settings
from govhub.warehouse.alert_register import Alert
from govhub.warehouse.connection import server_of

PATIENCE = timedelta(minutes=4)  # a restart is no outage
_ALERT = TypeAdapter(Alert)


def outage(url: str, error: GovhubError, since: datetime) -> Problem:
    """Return the problem of a warehouse that can't be read; of its address only server and port are told."""
    place = server_of(url)
    return Problem(
        kind="warehouse",
        group="warehouse",
        place=place,
        since=since,
        what=f"{error.what} ({place}).",
        todo=error.todo or "Confira se ele está no ar com `govhub status`.",
        stands="Nenhuma carga nem transformação pode ser gravada até que ele volte.",
    )


def read_outage(settings: Settings) -> Alert | None:
    """Return the alert of the outage that lasts, or that was over and not told; null when there is none."""
    try:
        return _ALERT.validate_json(_file(settings).read_bytes())
    except FileNotFoundError:
        return None


def keep_outage(settings: Settings, alert: Alert | None) -> None:
    """Keep the alert of an outage; one that is closed, or null, is forgotten."""
    file = _file(settings)
    if alert is None or alert.closed_at:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".novo")
    aside.write_bytes(_ALERT.dump_json(alert))
    aside.replace(file)


def _file(settings: Settings) -> Path:
    return settings.home / "alerts" / "warehouse.json"
