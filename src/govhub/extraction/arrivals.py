"""One arrival of a report, and the interface of the places where reports arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Edition:
    """One arrival of one report. `cursor` orders the editions of a report; `name` says where the original is."""

    subject: str
    cursor: str
    name: str
    arrived_at: datetime
    kind: str


class Channel(Protocol):
    """A place where reports arrive."""

    def editions(self, subject: str, after: str | None) -> list[Edition]:
        """Return the editions of a report newer than a cursor, oldest first."""
        ...

    def fetch(self, edition: Edition, target: Path) -> None:
        """Write the original of an edition into a local file."""
        ...
