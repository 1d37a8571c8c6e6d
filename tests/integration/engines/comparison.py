"""Rows of one table from two engines, as far as they have to be the same. Pure.

Amounts of money are the same to the cent; numbers with more decimals may differ by a few millionths, since the stand-in
divides in floating point. JSON and lists are compared as what they hold, instants as instants.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
_CENTS = 2
_TOLERANCE = Decimal("0.00001")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$")


def differences(expected: Iterable[Row], found: Iterable[Row], left_out: Iterable[str] = ()) -> list[str]:
    """Return the rows that only one of two tables has, up to ten of each; `left_out` names columns not compared."""
    without = set(left_out)
    first, second = (sorted(_measured(row, without) for row in rows) for rows in (expected, found))
    texts, others = Counter(text for text, _ in first), Counter(text for text, _ in second)
    if texts != others:
        return [
            *(f"só no PostgreSQL: {text}" for text in list((texts - others).elements())[:10]),
            *(f"só no substituto: {text}" for text in list((others - texts).elements())[:10]),
        ]
    return [
        f"frações {ours} e {theirs}: {text}"
        for (text, ours), (_, theirs) in zip(first, second, strict=True)
        if any(abs(one - other) > _TOLERANCE for one, other in zip(ours, theirs, strict=True))
    ][:10]


def _measured(row: Row, without: set[str]) -> tuple[str, tuple[Decimal, ...]]:
    """Return what has to be the same, and the fractions, which have to be near."""
    compared = {name: row[name] for name in sorted(row) if name not in without}
    fractions = {name: value for name, value in compared.items() if _is_fraction(value)}
    exact = {name: None if name in fractions else comparable(value) for name, value in compared.items()}
    return json.dumps([exact, sorted(fractions)], ensure_ascii=False, sort_keys=True), tuple(fractions.values())


def _is_fraction(value: Any) -> bool:
    return isinstance(value, Decimal) and int(value.as_tuple().exponent) < -_CENTS


def comparable(value: Any) -> Any:
    """Return a value of either engine as plain JSON."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(str(value)))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items()}
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return comparable(json.loads(value))
        except ValueError:
            return value
    return _as_instant(value) if isinstance(value, str) and _INSTANT.match(value) else str(value)


def _as_instant(text: str) -> Any:
    return comparable(datetime.fromisoformat(text))


def _number(value: Decimal) -> str:
    """Return a number without trailing zeros."""
    return f"{value.normalize():f}"
