"""Keeps what dashboards answer true and quick: older answers are forgotten, the usual ones asked anew."""

from __future__ import annotations

import json
from dataclasses import dataclass

from psycopg import Connection

from govhub.dashboards.scripts import run_script
from govhub.dashboards.server import superset_python
from govhub.errors import ConfigurationError, GovhubError
from govhub.settings import Settings, read_environment
from govhub.warehouse.connection import connect

WARM_SECONDS = 240
_START_S = 120


@dataclass(frozen=True, slots=True)
class Warmed:
    """What warming did: answers asked, refused (not for that reader) and left out, charts that failed, seconds."""

    asked: int
    refused: int
    left_out: int
    readers: int
    failed: tuple[str, ...]
    seconds: float

    def raise_failures(self) -> None:
        """Raise: ConfigurationError naming the first charts whose question failed, if there are any."""
        if self.failed:
            names = ", ".join(self.failed[:5]) + (f" e mais {len(self.failed) - 5}" if len(self.failed) > 5 else "")
            raise ConfigurationError(
                f"{len(self.failed)} consultas dos painéis falharam",
                where=names,
                todo="Abra o painel para ver o motivo.",
            )


def warm_dashboards(settings: Settings, seconds: float = WARM_SECONDS) -> Warmed:
    """Forget older answers and ask what dashboards ask when they open, for so many seconds at most.

    Raises: ConfigurationError when Superset is not installed, or could not be started.
    """
    questions = settings.project_dir / "dashboards" / "queries"
    told = json.loads(
        run_script(
            settings,
            "warming",
            [str(questions), str(seconds)],
            "O cache dos painéis não foi aquecido",
            seconds + _START_S,
        )
    )
    return Warmed(**{**told, "failed": tuple(told["failed"])})


def has_dashboards(settings: Settings) -> bool:
    """Return whether Superset is installed here and dashboards were applied."""
    try:
        superset_python(settings)
    except ConfigurationError:
        return False
    return forget_answers(settings)


def forget_answers(settings: Settings) -> bool:
    """Let Superset serve no answer older than now; return whether there is a Superset to tell.

    The datasets' time of change is part of every key of the cache, so this needs neither Superset nor the cache.
    """
    address = read_environment(settings.project_dir).get("SUPERSET_METADATA_URL", "")
    if not address:
        return False
    try:
        with connect(address.replace("+psycopg2", ""), application="govhub painéis") as connection:
            return _touch_datasets(connection)
    except GovhubError:
        return False


def _touch_datasets(connection: Connection) -> bool:
    known = connection.execute("select to_regclass('tables') is not null").fetchone()
    if not known or not known[0]:
        return False
    connection.execute("update tables set changed_on = localtimestamp where schema = 'gold'")
    return True
