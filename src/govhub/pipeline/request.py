"""What is asked of one ingestion, beyond which resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a date of the source; both days belong to it, a missing one leaves that side open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Whose data, of which period, and what may be overlooked.

    `orgaos` limits the reading to bodies of orgaos.yaml (all of them by default). `complete` reads again what the source
    says did not change. `allow_shrink` accepts a snapshot that lost more rows than is believable.
    """

    orgaos: tuple[str, ...] = ()
    period: Period | None = None
    complete: bool = False
    allow_shrink: bool = False
