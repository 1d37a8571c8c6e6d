"""Hours in which nothing is sent: GOVHUB_ALERT_SILENCE, read and asked; what is noticed meanwhile is told afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from govhub.errors import ConfigurationError
from govhub.moments import BRASILIA

_DAYS = ("seg", "ter", "qua", "qui", "sex", "sab", "dom")
_DAY = "|".join(_DAYS)
_WEEKLY = re.compile(
    rf"(?:(?P<first>{_DAY})(?:-(?P<last>{_DAY}))?)?\s*(?:(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours of some days of the week (Monday is 0); an end not after the start is on the following day."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, moment: datetime) -> bool:
        """Tell whether an instant, in local time, falls into it."""
        hour = moment.time()
        if self.start < self.end:
            return moment.weekday() in self.days and self.start <= hour < self.end
        return (moment.weekday() in self.days and hour >= self.start) or (
            (moment - timedelta(days=1)).weekday() in self.days and hour < self.end
        )


@dataclass(frozen=True, slots=True)
class Once:
    """A period between two instants."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether an instant falls into it."""
        return self.start <= moment < self.end


Window = Weekly | Once


def read_windows(text: str) -> tuple[Window, ...]:
    """Read windows separated by commas: `22:00-07:00`, `sab-dom`, `seg-sex 12:00-13:00`, or two instants with a slash.

    Units: the time of Brasília.
    Raises: ConfigurationError naming what can't be read.
    """
    return tuple(_window(part.strip()) for part in text.split(",") if part.strip())


def is_silent(windows: Sequence[Window], now: datetime) -> bool:
    """Tell whether nothing may be sent now."""
    local = now.astimezone(BRASILIA)
    return any(window.holds(local) for window in windows)


def _window(text: str) -> Window:
    try:
        return _once(text) if "/" in text else _weekly(text)
    except ValueError as error:
        raise ConfigurationError(
            f"«{text}» não é um período de silêncio",
            where="GOVHUB_ALERT_SILENCE",
            todo="Escreva como 22:00-07:00, sab-dom, seg-sex 12:00-13:00 ou 2026-12-24T18:00/2026-12-26T08:00.",
        ) from error


def _once(text: str) -> Once:
    start, end = (datetime.fromisoformat(part).replace(tzinfo=BRASILIA) for part in text.split("/"))
    if end <= start:
        raise ValueError("the end is not after the start")
    return Once(start, end)


def _weekly(text: str) -> Weekly:
    found = _WEEKLY.fullmatch(text.replace("á", "a"))
    if not found:
        raise ValueError("neither days nor hours")
    start, end = (time.fromisoformat(found[name] or "00:00") for name in ("start", "end"))
    if not found["first"]:
        return Weekly(frozenset(range(7)), start, end)
    first = _DAYS.index(found["first"].lower())
    last = _DAYS.index((found["last"] or found["first"]).lower())
    return Weekly(frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)), start, end)
