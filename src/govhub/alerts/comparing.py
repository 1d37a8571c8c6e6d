"""Problems against what was told before: what is new, what lasts, what is over; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from govhub.alerts.problems import Problem, nature_of
from govhub.warehouse.alert_register import Alert


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told now, and the alerts as they stand before it is.

    `new` was never told, `lasting` was and is due again, `over` ended after it was told.
    """

    new: tuple[Problem, ...] = ()
    lasting: tuple[Problem, ...] = ()
    over: tuple[Alert, ...] = ()
    alerts: tuple[Alert, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.lasting or self.over)

    def told(self, at: datetime) -> list[Alert]:
        """Return the alerts as they stand once this was told."""
        sent = {problem.fingerprint for problem in (*self.new, *self.lasting)}
        over = {alert.fingerprint for alert in self.over}
        return [
            replace(alert, sent_at=at)
            if alert.fingerprint in sent
            else replace(alert, closed_at=at)
            if alert.fingerprint in over
            else alert
            for alert in self.alerts
        ]


def compare(problems: Iterable[Problem], known: Iterable[Alert], now: datetime, repeat: timedelta | None) -> News:
    """Return what to tell. `known` are the alerts not closed; without `repeat` nothing is told twice.

    What ended before it was told is closed without a word; what came back before its end was told goes on. What follows
    from another problem is neither begun nor ended here.
    """
    standing = {problem.fingerprint: problem for problem in problems}
    before = {alert.fingerprint: alert for alert in known}
    kept = [_continued(alert, standing.get(name), now) for name, alert in before.items()]
    fresh = [_noticed(problem, now) for name, problem in standing.items() if name not in before and not problem.follows]
    alerts = {alert.fingerprint: alert for alert in (*kept, *fresh)}
    tellable = {name: problem for name, problem in standing.items() if not problem.follows}
    return News(
        new=tuple(problem for name, problem in tellable.items() if alerts[name].sent_at is None),
        lasting=tuple(problem for name, problem in tellable.items() if _is_due(alerts[name], now, repeat)),
        over=tuple(alert for alert in kept if alert.resolved_at and not alert.closed_at),
        alerts=tuple(alerts.values()),
    )


def _continued(alert: Alert, problem: Problem | None, now: datetime) -> Alert:
    if problem:
        return replace(alert, what=problem.what, resolved_at=None)
    ended = alert.resolved_at or now
    return replace(alert, resolved_at=ended, closed_at=None if alert.sent_at else now)


def _noticed(problem: Problem, now: datetime) -> Alert:
    return Alert(
        fingerprint=problem.fingerprint,
        kind=problem.kind,
        place=problem.place,
        item=problem.item,
        what=problem.what,
        since=problem.since,
        noticed_at=now,
    )


def _is_due(alert: Alert, now: datetime, repeat: timedelta | None) -> bool:
    return bool(repeat and nature_of(alert.kind).repeats and alert.sent_at and alert.sent_at <= now - repeat)
