"""The answers of the API: what it refuses and how, what it ignores, and its pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from fastapi.responses import Response

from govhub_simulator.compras_dados_abertos.operation import Operation, Window
from govhub_simulator.compras_dados_abertos.writing import Row
from govhub_simulator.world import World

Asked = Mapping[str, str]

_MIN_SIZE, _MAX_SIZE, _DEFAULT_SIZE = 10, 500, 10
_FIXED_SIZE = 20  # of the routes whose page size is not the client's
_BOOLEANS = ("status", "ativo", "usoSisg", "temResultado", "pertence14133", "margem", "aplicacao", "exclusivo")


class Refused(Exception):
    """A request that the API does not answer with rows."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Row]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.size)


def refusal(failure: Refused) -> Response:
    """Return the body that the API gives with an error status."""
    body = {"statusCode": failure.status, "message": failure.message}
    return Response(orjson.dumps(body), failure.status, media_type="application/json")


def answer(world: World, operation: Operation, asked: Asked) -> Response:
    """Return one page in the envelope; an empty one lacks the array, except on the routes by identifier.

    Raises: Refused.
    """
    page = _page(world, operation, asked)
    envelope: dict[str, Any] = {}
    if page.total or not operation.takes_page:
        envelope["resultado"] = page.rows
    left = max(0, page.pages - page.number) if page.total else 0
    envelope |= {"totalRegistros": page.total, "totalPaginas": page.pages, "paginasRestantes": left}
    return Response(orjson.dumps(envelope), media_type="application/json")


def table(world: World, operation: Operation, asked: Asked, accepted: str) -> Response:
    """Return one page as CSV, which must not be asked for as JSON.

    Raises: Refused.
    """
    if "application/json" in accepted:
        raise Refused(500, "No acceptable representation")
    page, text = _page(world, operation, asked), io.StringIO()
    if page.rows:
        writer = csv.DictWriter(text, fieldnames=list(page.rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(page.rows)
    return Response(text.getvalue().encode(), media_type="text/csv")


def _page(world: World, operation: Operation, asked: Asked) -> _Page:
    _refuse(operation, asked)
    size, number = _size(operation, asked), int(asked.get("pagina", "1")) if operation.takes_page else 1
    first, total, rows = (number - 1) * size, 0, []
    for row in _matching(world, operation, asked):
        if not operation.takes_page or first <= total < first + size:
            rows.append({name: value for name, value in row.items() if not name.startswith("_")})
        total += 1
    return _Page(rows, total, number, size if operation.takes_page else max(1, total))


def _refuse(operation: Operation, asked: Asked) -> None:
    """Raise what the API raises; a parameter that it does not know is no reason."""
    if any(not asked.get(name) for name in operation.required):
        raise Refused(404, "Resource not found")
    for name in operation.broken & asked.keys():
        raise Refused(400, f"Could not resolve attribute '{name}' of the queried entity")
    for name, values in operation.choices.items():
        if name in asked and asked[name] not in values:
            raise Refused(500, f"Failed to convert value of type 'java.lang.String' to required type for '{name}'")
    for name in operation.filters.keys() & asked.keys():
        if name.startswith(_BOOLEANS) and asked[name] not in {"true", "false"}:
            raise Refused(
                500, f"Failed to convert value of type 'java.lang.String' to required type 'boolean': '{name}'"
            )


def _size(operation: Operation, asked: Asked) -> int:
    if not operation.takes_size:
        return _FIXED_SIZE
    size = int(asked.get("tamanhoPagina", _DEFAULT_SIZE))
    if not _MIN_SIZE <= size <= _MAX_SIZE:
        raise Refused(400, f"tamanhoPagina deve estar entre {_MIN_SIZE} e {_MAX_SIZE}")
    return size


def _matching(world: World, operation: Operation, asked: Asked) -> Iterator[Row]:
    since, until = _bounds(operation.window, asked)
    wanted = _wanted(operation, asked)
    bounded = operation.window.field if operation.window else ""
    for row in operation.rows(world, asked, since, until):
        if all(_same(row.get(name), value) for name, value in wanted.items()) and _within(row, bounded, since, until):
            yield row


def _wanted(operation: Operation, asked: Asked) -> dict[str, str]:
    """Return the values asked for by field of the row."""
    wanted = {name: asked[param] for param, name in operation.filters.items() if name and asked.get(param)}
    if "tipo" in operation.choices:
        wanted[operation.choices["tipo"][asked["tipo"]]] = asked["codigo"]
    return wanted


def _bounds(window: Window | None, asked: Asked) -> tuple[date | None, date | None]:
    if window is None:
        return None, None
    try:
        since, until = (
            date.fromisoformat(asked[name]) if name in asked else None for name in (window.since, window.until)
        )
    except ValueError as error:
        raise Refused(400, "Data inválida; use o formato AAAA-MM-DD") from error
    if window.max_days and since and until and (until - since).days > window.max_days:
        raise Refused(400, f"O período entre {window.since} e {window.until} não pode passar de {window.max_days} dias")
    return since, until


def _within(row: Row, name: str, since: date | None, until: date | None) -> bool:
    if not name or (since is None and until is None):
        return True
    day = str(row.get(name))[:10]
    return (since is None or since.isoformat() <= day) and (until is None or day <= until.isoformat())


def _same(value: Any, asked: str) -> bool:
    if isinstance(value, bool):
        return asked == ("true" if value else "false")
    if isinstance(value, int):
        return asked.isdigit() and value == int(asked)
    return value is not None and str(value) == asked
