"""Randomness that depends on what is asked, not on what was asked before."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from random import Random


def stream(seed: int, *names: object) -> Random:
    """Return a generator that is a pure function of the seed and the names."""
    text = "/".join(str(part) for part in (seed, *names))
    return Random(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()))


def day_between(random: Random, first: date, last: date) -> date:
    """Return a day in the closed interval."""
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month, cut to the 28th so that it always exists."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def money(cents: int) -> str:
    """Return an amount as the pt-BR text of the wire: 1.684.134,72."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}"
