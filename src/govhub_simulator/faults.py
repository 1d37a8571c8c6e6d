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
    "duplicate_rows",
    "conflicting_rows",
    "missing_rows",
    "repeated_page",
    "wrong_total",
]
HTML_PAGE = b"<!DOCTYPE html><html><body><h1>Servi\xc3\xa7o temporariamente indispon\xc3\xadvel</h1></body></html>"


class Fault(BaseModel):
    """One fault. `count` is how often it strikes (always when null); `path` is a glob over the request path."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    path: str = "*"
    count: int | None = 1
    status: int = 500
    retry_after: str | None = None
    seconds: float = 3600
    field: str = "campo_novo"
    value: Any = "valor novo"
    fraction: float = 0.5


@dataclass(slots=True)
class Faults:
    """The faults that are armed; each strike uses one up."""

    armed: list[Fault] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)

    def take(self, path: str, kinds: frozenset[str]) -> Fault | None:
        """Return the first armed fault of these kinds for a path, one strike used up."""
        for fault in self.armed:
            if fault.kind in kinds and fnmatch(path, fault.path) and fault.count != 0:
                if fault.count is not None:
                    fault.count -= 1
                self.struck[fault.kind] = self.struck.get(fault.kind, 0) + 1
                return fault
        return None


def read_faults(file: Path) -> list[Fault]:
    """Read a YAML or JSON list of faults."""
    return [Fault.model_validate(entry) for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []]


def spoil(fault: Fault, body: bytes) -> bytes:
    """Return the body that a fault makes of a good one."""
    if fault.kind == "truncated":
        return body[: max(1, len(body) * 2 // 3)]
    if fault.kind == "empty":
        return b"[]"
    if fault.kind == "object":
        return orjson.dumps({"mensagem": "erro interno", "dados": None})
    document = orjson.loads(body)
    rows, put_back = _rows(document)
    if fault.kind == "wrong_total":
        return orjson.dumps({name: value + 1 if name in _TOTALS else value for name, value in document.items()})
    return orjson.dumps(put_back(_CHANGES[fault.kind](fault, rows)))


_TOTALS = frozenset({"totalRegistros", "total"})


def _rows(document: Any) -> tuple[list[Any], Callable[[list[Any]], Any]]:
    if isinstance(document, list):
        return document, lambda rows: rows
    name = next(key for key, value in document.items() if isinstance(value, list))
    return document[name], lambda rows: {**document, name: rows}


def _wrong_type(fault: Fault, rows: list[Any]) -> list[Any]:
    return [
        {**row, fault.field: fault.value} if position == len(rows) - 1 else row for position, row in enumerate(rows)
    ]


def _new_field(fault: Fault, rows: list[Any]) -> list[Any]:
    return [{**row, fault.field: fault.value} for row in rows]


def _conflicting(fault: Fault, rows: list[Any]) -> list[Any]:
    return [*rows, {**rows[0], fault.field: fault.value}] if rows else rows


def _missing(fault: Fault, rows: list[Any]) -> list[Any]:
    return rows[: int(len(rows) * (1 - fault.fraction))]


_CHANGES: dict[str, Callable[[Fault, list[Any]], list[Any]]] = {
    "wrong_type": _wrong_type,
    "new_field": _new_field,
    "duplicate_rows": lambda _, rows: [*rows, *rows[:2]],
    "conflicting_rows": _conflicting,
    "missing_rows": _missing,
}
