"""How this API writes dates, amounts and documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from govhub_simulator.people import Supplier

Row = dict[str, Any]
Rows = Iterator[Row]


def instant(day: date, position: int = 0, time: str = "00:00:00") -> str:
    """Return an instant without zone; every fifth row has a space where the others have a `T`."""
    return f"{day.isoformat()}{' ' if position % 5 == 4 else 'T'}{time}"


def reais(cents: int) -> float:
    """Return an amount as the JSON number that the API sends."""
    return cents / 100


def document(supplier: Supplier) -> str:
    """Return the supplier's document: digits only for CNPJ and CPF, as it is for units and foreigners."""
    if supplier.tipo in {"JURIDICA", "FISICA"}:
        return "".join(filter(str.isdigit, supplier.documento))
    return supplier.documento


def person_kind(supplier: Supplier) -> str:
    """Return PJ, PF or PE (foreigner)."""
    return {"FISICA": "PF", "IDGENERICO": "PE"}.get(supplier.tipo, "PJ")


def cents_of(text: str) -> int:
    """Return the cents of an amount written in the Brazilian way."""
    return int(text.replace(".", "").replace(",", ""))
