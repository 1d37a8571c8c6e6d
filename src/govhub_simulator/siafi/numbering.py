"""Which documents exist: numbers 1, 2, 3… of a unit, a year and a kind, with gaps, and the day on which each was issued."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from govhub_simulator.randomness import stream
from govhub_simulator.world import FIRST_DAY, World

YEARS_BACK = 3
_SHARE = {"NE": 100, "PF": 60, "NC": 50, "NP": 80, "RP": 30, "FL": 22, "SJ": 10, "RB": 20, "DT": 20}
_LONG_GAP_EVERY = 300
_LONG_GAP = 6


def knows(world: World, ug: str) -> bool:
    """Tell whether a unit exists."""
    return any(unit.codigo == ug for unit in world.units)


def last_number(world: World, year: int, kind: str) -> int:
    """Return the last number of a kind that a unit has given in a year until today: a few dozen at scale 60."""
    full, started = _full_year(world, kind), FIRST_DAY.year
    if not started - YEARS_BACK <= year <= world.today.year:
        return 0
    if year < started:
        return full
    days = (min(world.today, date(year, 12, 31)) - max(FIRST_DAY, date(year, 1, 1))).days + (year > started)
    return (_before_first_day(full) if year == started else 0) + days * max(1, full // 365)


def exists(world: World, ug: str, year: int, kind: str, number: int) -> bool:
    """Tell whether a number has a document: every 5th to 9th has none, and now and then six in a row have none."""
    if not knows(world, ug) or not 1 <= number <= last_number(world, year, kind):
        return False
    step, start = _gaps(world.seed, ug, year, kind)
    return number % step != step - 1 and not start <= number % _LONG_GAP_EVERY < start + _LONG_GAP


def issued_on(world: World, year: int, kind: str, number: int) -> date:
    """Return the day on which a number was given: numbers follow the calendar."""
    full, started = _full_year(world, kind), FIRST_DAY.year
    before = _before_first_day(full) if year == started else (full if year < started else 0)
    if number <= before:
        last = FIRST_DAY - timedelta(days=1) if year == started else date(year, 12, 20)
        first = date(year, 1, 5)
        return first + timedelta(days=(last - first).days * number // max(1, before))
    start = FIRST_DAY if year == started else date(year, 1, 1) - timedelta(days=1)
    return start + timedelta(days=-(-(number - before) // max(1, full // 365)))


def nearest(world: World, ug: str, year: int, kind: str, wanted: int) -> int | None:
    """Return the existing number at or below a number, else the first one above it; null if the year has none."""
    last = last_number(world, year, kind)
    below = (number for number in range(min(wanted, last), 0, -1) if exists(world, ug, year, kind, number))
    above = (number for number in range(max(1, wanted), last + 1) if exists(world, ug, year, kind, number))
    return next(below, None) or next(above, None)


def _full_year(world: World, kind: str) -> int:
    return (24 + world.scale // 2) * _SHARE[kind] // 100


def _before_first_day(full: int) -> int:
    return full * FIRST_DAY.timetuple().tm_yday // 366


@lru_cache(maxsize=4096)
def _gaps(seed: int, ug: str, year: int, kind: str) -> tuple[int, int]:
    random = stream(seed, "siafi", "gaps", ug, year, kind)
    return 5 + random.randrange(5), 4 + random.randrange(8)
