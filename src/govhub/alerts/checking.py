"""One look at everything: what is wrong, what of it is news, one message, and what was told written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import Connection

from govhub.alerts.comparing import News, compare
from govhub.alerts.judging import Limits, judge
from govhub.alerts.observing import observe
from govhub.alerts.outage import PATIENCE, keep_outage, outage, read_outage
from govhub.alerts.problems import Problem
from govhub.alerts.sending import Sent, send
from govhub.alerts.silence import Window, is_silent, read_windows
from govhub.alerts.wording import Message, compose
from govhub.catalog import Catalog
from govhub.errors import GovhubError
from govhub.settings import Settings
from govhub.warehouse.alert_register import Alert, alone, open_alerts, save_alerts
from govhub.warehouse.connection import connect


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found and did: problems that stand for themselves, the message that its news make, and whether it went out.

    `held` says why a message did not go out: silence, or no address.
    """

    problems: tuple[Problem, ...]
    message: Message | None = None
    sent: Sent | None = None
    held: str = ""


def check(
    settings: Settings, catalog: Catalog, *, now: datetime | None = None, dry_run: bool = False, warehouse_url: str = ""
) -> Checked:
    """Judge the platform, tell what is news in one message, and remember it; with `dry_run` nothing is sent or written.

    A message that no address took is made again by the next check; one that was taken by some is not. A check that is
    killed between sending and writing tells again.
    Raises: ConfigurationError when another check is at work, or a setting can't be read.
    """
    round_ = _Round(settings, now or datetime.now(UTC), dry_run, read_windows(settings.alert_silence))
    url = warehouse_url or settings.require("warehouse_url")
    try:
        with connect(url, autocommit=True, application="govhub alerts") as connection, alone(connection):
            problems = judge(observe(connection, settings, catalog), round_.now, _limits(settings))
            away = read_outage(settings)
            news = round_.news(problems, [*open_alerts(connection), *([away] if away else [])])
            return round_.tell(problems, news, lambda alerts: _keep(settings, connection, alerts))
    except GovhubError as error:
        if not isinstance(error.__cause__, psycopg.Error):
            raise
        return _without_warehouse(round_, url, error)


def _without_warehouse(round_: _Round, url: str, error: GovhubError) -> Checked:
    """Tell of the outage, once it has lasted; its alert is kept in a file."""
    settings, known = round_.settings, read_outage(round_.settings)
    problem = outage(url, error, known.since if known else round_.now)
    news = round_.news([problem], [known] if known else [])
    if round_.now - problem.since < PATIENCE:
        if not round_.dry_run:
            keep_outage(settings, news.alerts[0])
        return Checked((problem,), held="o warehouse pode estar só reiniciando")
    return round_.tell([problem], news, lambda alerts: keep_outage(settings, next(iter(alerts), None)))


def _keep(settings: Settings, connection: Connection[Any], alerts: Sequence[Alert]) -> None:
    save_alerts(connection, [alert for alert in alerts if alert.kind != "warehouse"])
    keep_outage(settings, next((alert for alert in alerts if alert.kind == "warehouse"), None))


@dataclass(frozen=True, slots=True)
class _Round:
    """One check: settings, its instant, and whether it may send and write."""

    settings: Settings
    now: datetime
    dry_run: bool
    silence: tuple[Window, ...]

    def news(self, problems: Sequence[Problem], known: Sequence[Alert]) -> News:
        """Return what is to be told."""
        hours = self.settings.alert_repeat_hours
        return compare(problems, known, self.now, timedelta(hours=hours) if hours else None)

    def tell(self, problems: Sequence[Problem], news: News, keep: Callable[[Sequence[Alert]], None]) -> Checked:
        """Keep what was noticed, send the message if it may go, and keep that it went."""
        message = compose(news, self.settings.airflow_public_url) if news else None
        shown = tuple(problem for problem in problems if not problem.follows)
        checked = Checked(shown, message, held=self._held() if message else "")
        if self.dry_run:
            return checked
        keep(news.alerts)
        if message is None or checked.held:
            return checked
        sent = send(self.settings, message)
        if sent.taken:
            keep(news.told(self.now))
        return replace(checked, sent=sent)

    def _held(self) -> str:
        if not self.settings.alert_urls:
            return "nenhum endereço em GOVHUB_ALERT_URLS"
        return "período de silêncio" if is_silent(self.silence, self.now) else ""


def _limits(settings: Settings) -> Limits:
    return Limits(settings.alert_volume_drop, timedelta(hours=settings.alert_transform_hours))
