"""Whether a source sends far less than it used to, from its earlier runs; nothing is asked of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from govhub.alerts.state import RunFact

EARLIER_RUNS = 10  # what a run is compared with
FEWEST_RUNS = 4  # before that nobody knows what is usual
FEWEST_ROWS = 50  # below, half is a matter of chance
NEW_NORMAL = 5  # low runs in a row after which low is usual


@dataclass(frozen=True, slots=True)
class Fall:
    """A volume below the usual: rows of the last run, rows that were usual for as many requests, and since when."""

    rows: int
    usual: int
    since: datetime


def fall_of(runs: Sequence[RunFact], drop: float) -> Fall | None:
    """Return how far the last run fell below the earlier ones, null when it did not.

    Runs are compared by rows per request, because an incremental run asks less than the first one. A run is low when it
    brought less than `1 - drop` of the median of the usual runs before it, and less than any of them; a low run does not
    count as usual, unless several follow each other. `runs` come newest first.
    """
    comparable = _comparable(runs)
    usual: list[float] = []
    low: list[RunFact] = []
    for run in comparable:
        density = run.rows_fetched / run.scopes
        if _is_low(density, run.scopes, usual, drop):
            low.append(run)
            if len(low) == NEW_NORMAL:
                usual, low = [one.rows_fetched / one.scopes for one in low], []
        else:
            usual, low = [*usual, density][-EARLIER_RUNS:], []
    if not low:
        return None
    last = low[-1]
    return Fall(last.rows_fetched, round(median(usual) * last.scopes), low[0].finished_at or low[0].started_at)


def _comparable(runs: Sequence[RunFact]) -> list[RunFact]:
    """Return the good runs that asked as the newest one did, oldest first; those of a period say nothing."""
    good = [run for run in runs if run.good and run.scopes and not run.windowed]
    return [run for run in reversed(good) if run.orgaos == good[0].orgaos]


def _is_low(density: float, scopes: int, usual: Sequence[float], drop: float) -> bool:
    if len(usual) < FEWEST_RUNS or median(usual) * scopes < FEWEST_ROWS:
        return False
    return density < (1 - drop) * median(usual) and density < min(usual)
