"""What commands print: tables for people, JSON for programs, errors on stderr."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from govhub.errors import GovhubError
from govhub.logs import FIGURES, writes_json
from govhub.moments import BRASILIA

logger = logging.getLogger(__name__)
console = Console()
errors = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Saída para programas, em JSON.")]


def print_json(value: Any) -> None:
    """Write a value as JSON: decimals and dates as text, so that nothing is rounded."""
    typer.echo(json_text(value))


def json_text(value: Any) -> str:
    """Return a value as JSON: decimals and dates as text, so that nothing is rounded."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows for people."""
    console.print(
        title, style="italic", markup=False, highlight=False
    )  # as a table's title it is as narrow as the table
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(text(value) for value in row))
    console.print(table)


def tell(error: GovhubError) -> None:
    """Say on stderr why something failed: one sentence, or one line of the log where that is for machines."""
    if writes_json():
        logger.error("%s", error, extra={FIGURES: {"error_kind": error.kind}})
    else:
        errors.print(str(error), style="bold red", markup=False, highlight=False, soft_wrap=True)


def text(value: Any) -> str:
    """Return a value as Brazilians write it; an instant in the time of Brasília, as in every message."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float | Decimal):
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    if isinstance(value, datetime):
        return value.astimezone(BRASILIA).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
