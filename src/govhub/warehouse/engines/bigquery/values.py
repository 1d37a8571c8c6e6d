"""Values of ours as BigQuery writes them in a statement. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from govhub.warehouse.engines.literals import literal


def written(value: object) -> str:
    """Return a value as an expression; seconds and other fractions keep three decimal places.

    Raises: TypeError for what the books never hold.
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return f"numeric '{value:.3f}'"
    if isinstance(value, datetime):
        return f"timestamp '{value.astimezone(UTC).isoformat(sep=' ', timespec='microseconds')}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, list):
        return f"array<string>[{', '.join(map(written, value))}]"
    raise TypeError(type(value).__name__)


def filled(statement: str, values: Sequence[object] | None) -> str:
    """Return a statement with a value in the place of each `%s`."""
    return statement % tuple(map(written, values)) if values else statement


def relation(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Return rows of texts as a query, also where there are none."""
    texts = [[f"cast({written(value)} as string)" for value in row] for row in rows or [[None] * len(columns)]]
    selects = [", ".join(f"{text} as {name}" for text, name in zip(row, columns, strict=True)) for row in texts]
    union = " union all ".join(f"select {select}" for select in selects)
    return union if rows else f"select * from ({union}) where false"
