"""What goes on beside Superset where it has a server of its own: answers kept ready after each build, reports sent.

On one machine Airflow's DAGs `dashboards` and `reports` do both.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from govhub.dashboards.reports import mails_reports, send_reports
from govhub.dashboards.warm import warm_dashboards
from govhub.errors import GovhubError
from govhub.settings import Settings
from govhub.warehouse.connection import connect

POLL_S = 60
HEARTBEAT = "work.heartbeat"
_REPORTS_S = 600
# Each build makes the tables anew; what tells them apart is in the catalog of the database, which every role reads.
_STATE = (
    "select md5(string_agg(c.relname || ':' || c.relfilenode, ',' order by c.relname))"
    " from pg_class as c where c.relnamespace = 'gold'::regnamespace and c.relkind = 'r'"
)


def work(settings: Settings, tell: Callable[[str], None], rounds: int | None = None, poll_s: float = POLL_S) -> None:
    """Warm the cache whenever gold changed and came to rest, and send the reports that are due, until stopped.

    A failure is told, and tried again in the next round.
    """
    seen, warmed, reported = "", "", 0.0
    done = 0
    while rounds is None or done < rounds:
        done += 1
        _beat(settings)
        try:
            state = _state(settings)
            if state and state == seen and state != warmed:
                made = warm_dashboards(settings)
                warmed = state
                tell(
                    f"{made.asked} consultas guardadas no cache em {made.seconds:.0f} segundos, {len(made.failed)} com erro."
                )
            seen = state
            if mails_reports(settings) and time.monotonic() - reported >= _REPORTS_S:
                reported = time.monotonic()
                sent = send_reports(settings)
                for sentence in (*(f"Relatório enviado: {name}." for name in sent.sent), *sent.failed):
                    tell(sentence)
        except GovhubError as error:
            tell(str(error))
        if rounds is None or done < rounds:
            time.sleep(poll_s)


def _beat(settings: Settings) -> None:
    """Leave a sign of life for whoever checks this process from outside."""
    beat = settings.home / "superset" / HEARTBEAT
    beat.parent.mkdir(parents=True, exist_ok=True)
    beat.touch()


def _state(settings: Settings) -> str:
    with connect(settings.require("bi_url"), application="govhub painéis") as connection:
        row = connection.execute(_STATE).fetchone()
    return str(row[0] or "") if row else ""
