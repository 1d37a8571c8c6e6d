"""Faults on demand: what goes wrong, where, and how many times.

A fault is applied to the finished answer of a path, so that every resource can have every fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

import orjson
import yaml
from pydantic import BaseModel, ConfigDict

from govhub_simulator.faulty_xml import spoil_xml

Kind = Literal[
    "status",
    "timeout",
    "slow",
    "truncated",
    "disconnect",
    "html",
    "wrong_type",
    "new_field",
    "object",
    "empty",
    "empty_list",
    "duplicate_rows",
    "conflicting_rows",
    "missing_rows",
    "repeated_page",
    "wrong_total",
    "changed_row",
    "dropped_row",
    "disturbed_rows",
]
HTML_PAGE = b"<!DOCTYPE html><html><body><h1>Servi\xc3\xa7o temporariamente indispon\xc3\xadvel</h1></body></html>"


class Fault(BaseModel):
    """One fault. `count` is how often it strikes (always when null), after it let `skip` requests pass; `path` is a
    glob over the request path.

    `rows` is where the rows are in the answer: `resultado`, `tipo[].cargos[]`, or the name of an XML element; several
    places are parted by `|`.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    path: str = "*"
    count: int | None = 1
    skip: int = 0
    status: int = 500
    retry_after: str | None = None
    seconds: float = 3600
    rows: str = ""
    field: str = "campo_novo"
    value: Any = "valor novo"
    fraction: float = 0.5


@dataclass(slots=True)
class Faults:
    """The faults that are armed; each strike uses one up."""

    armed: list[Fault] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)

    def give_back(self, fault: Fault) -> None:
        """Undo a strike that found nothing to spoil."""
        if fault.count is not None:
            fault.count += 1
        self.struck[fault.kind] -= 1

    def take(self, path: str, kinds: frozenset[str]) -> Fault | None:
        """Return the first armed fault of these kinds for a path, one strike used up."""
        for fault in self.armed:
            if fault.kind in kinds and fnmatch(path, fault.path) and fault.count != 0:
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.count is not None:
                    fault.count -= 1
                self.struck[fault.kind] = self.struck.get(fault.kind, 0) + 1
                return fault
        return None


def read_faults(file: Path) -> list[Fault]:
    """Read a YAML or JSON list of faults."""
    return [Fault.model_validate(entry) for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []]


def spoil(fault: Fault, body: bytes) -> bytes:
    """Return the body that a fault makes of a good one; a body that it can't touch comes back as it was."""
    if fault.kind == "truncated":
        return body[: max(1, len(body) * 2 // 3)]
    if fault.kind == "empty":
        return b""
    if fault.kind == "empty_list":
        return b"[]"
    if fault.kind == "object":
        return orjson.dumps({"mensagem": "erro interno", "dados": None})
    if body.lstrip()[:1] == b"<":
        return spoil_xml(fault.kind, body, fault.rows, fault.field, fault.value)
    document = orjson.loads(body)
    if fault.kind == "wrong_total":
        return orjson.dumps({name: value + 1 if name in _TOTALS else value for name, value in document.items()})
    rows, put_back = next(
        (found for place in fault.rows.split("|") if (found := _rows(document, place))[0]), ([], lambda _: document)
    )
    others = _CHANGES[fault.kind](fault, rows)
    if others == rows:
        return body
    changed = put_back(others)
    if isinstance(changed, dict) and fault.kind in _FEWER and "[]" not in fault.rows:
        changed = {name: value - 1 if name in _TOTALS else value for name, value in changed.items()}
    return orjson.dumps(changed)


_FEWER = frozenset({"dropped_row", "disturbed_rows"})
_TOTALS = frozenset({"totalRegistros", "total", "total_items"})


def _rows(document: Any, path: str = "") -> tuple[list[Any], Callable[[list[Any]], Any]]:
    """Return the rows of an answer and what puts others in their place: those at a path, or the first list there is."""
    if isinstance(document, list):
        return document, lambda rows: rows
    if path:
        return _rows_at(document, path.split("."))
    name = next((key for key, value in document.items() if isinstance(value, list)), None)
    if name is None:
        return [], lambda _: document
    return document[name], lambda rows: {**document, name: rows}


def _rows_at(document: Any, path: list[str]) -> tuple[list[Any], Callable[[list[Any]], Any]]:
    """Follow a path such as `a.b[].c[]` to the first list with elements at its end."""
    name, rest = path[0].removesuffix("[]"), path[1:]
    inside = document.get(name) if isinstance(document, dict) else None
    if not rest:
        if isinstance(inside, list):
            return inside, lambda rows: {**document, name: rows}
        return ([inside], lambda rows: {**document, name: rows}) if inside else ([], lambda _: document)
    if not isinstance(inside, list):
        found, put = _rows_at(inside, rest)
        return found, lambda rows: {**document, name: put(rows)}
    for place, element in enumerate(inside):
        found, put = _rows_at(element, rest)
        if found:
            return found, _placing(document, name, inside, place, put)
    return [], lambda _: document


def _placing(
    document: dict[str, Any], name: str, inside: list[Any], place: int, put: Callable[[list[Any]], Any]
) -> Callable[[list[Any]], Any]:
    return lambda rows: {**document, name: [*inside[:place], put(rows), *inside[place + 1 :]]}


def _with_field(row: Any, field: str, value: Any) -> Any:
    """Set a field at a dotted path."""
    name, _, rest = field.partition(".")
    if not rest:
        return {**row, name: value}
    return {**row, name: _with_field(row.get(name) or {}, rest, value)}


def _wrong_type(fault: Fault, rows: list[Any]) -> list[Any]:
    return [
        _with_field(row, fault.field, fault.value) if position == len(rows) - 1 else row
        for position, row in enumerate(rows)
    ]


def _new_field(fault: Fault, rows: list[Any]) -> list[Any]:
    return [{**row, fault.field: fault.value} for row in rows]


def _conflicting(fault: Fault, rows: list[Any]) -> list[Any]:
    return [*rows, _with_field(rows[0], fault.field, fault.value)] if rows else rows


def _missing(fault: Fault, rows: list[Any]) -> list[Any]:
    return rows[: int(len(rows) * (1 - fault.fraction))]


def _changed(fault: Fault, rows: list[Any]) -> list[Any]:
    return [_with_field(rows[0], fault.field, fault.value), *rows[1:]] if rows else rows


_CHANGES: dict[str, Callable[[Fault, list[Any]], list[Any]]] = {
    "wrong_type": _wrong_type,
    "new_field": _new_field,
    "duplicate_rows": lambda _, rows: [*rows, *rows[:2]],
    "conflicting_rows": _conflicting,
    "missing_rows": _missing,
    "changed_row": _changed,
    "dropped_row": lambda _, rows: rows[:-1],
    "disturbed_rows": lambda fault, rows: _changed(fault, rows)[:-1] if len(rows) > 1 else rows,
}
