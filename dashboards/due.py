"""When a report is due; nothing of Superset is used."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, croniter


def due_at(crontab: str, timezone: str, since: datetime, now: datetime) -> datetime | None:
    """Return the last time after `since` and before `now` at which a report was due, null when there is none.

    Times are aware, the answer is in UTC. However often it was due, the answer is one.
    """
    try:
        last: datetime = croniter(crontab, now.astimezone(ZoneInfo(timezone))).get_prev(datetime)
    except CroniterBadDateError:  # a day that never comes
        return None
    return last.astimezone(UTC) if last > since else None
