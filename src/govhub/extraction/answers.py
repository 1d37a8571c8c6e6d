"""What extraction hands over, and how an answer may be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa

from govhub.errors import SourceError

RequestParams = Mapping[str, str]


class BadAnswer(SourceError):
    """An answer that must not be taken as data; `body` is kept beside the run for diagnosis."""

    def __init__(self, what: str, *, where: str = "", todo: str = "", body: bytes = b"") -> None:
        super().__init__(what, where=where, todo=todo)
        self.body = body


class PassingFault(BadAnswer):
    """A bad answer that may be good when asked again."""

    def __init__(
        self, what: str, *, where: str = "", todo: str = "", body: bytes = b"", retry_after_s: float | None = None
    ) -> None:
        super().__init__(what, where=where, todo=todo, body=body)
        self.retry_after_s = retry_after_s


class TypeChanged(BadAnswer):
    """A declared field arrived with another type."""


class TotalMismatch(BadAnswer):
    """Announced and arrived differ, or a page is missing or repeated."""


def as_json(value: Any, body: bytes) -> bytes:
    """Return a part of an answer as JSON.

    Raises: BadAnswer for what is nested deeper than it can be written, which can be read.
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise BadAnswer("A fonte entregou uma resposta aninhada demais; nada foi gravado", body=body) from error


@dataclass(frozen=True, slots=True)
class Scope:
    """One request unit: the parameters that all its pages share.

    `label` is the text of `_scope` in bronze, such as `ug=290002`. `cursor` is what the warehouse should remember of
    it when it was read. A scope with `members` asks for several parents at once; each row belongs to one of them.
    """

    params: RequestParams
    cursor: str | None = None
    members: tuple[Scope, ...] = ()

    @property
    def label(self) -> str:
        """Canonical text of the scope; `tudo` when the resource is asked once."""
        return ",".join(f"{name}={value}" for name, value in sorted(self.params.items())) or "tudo"

    def asked(self, param: str) -> list[str]:
        """Return the values of a parameter that its members ask for."""
        return [member.params[param] for member in self.members]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one answer as Arrow, in the declared columns plus `_scope` and `_extras`.

    `items` is how many objects the answer held: what a source counts, where each of them may give several rows.
    """

    scope: Scope
    table: pa.Table
    unknown_fields: frozenset[str]
    size_bytes: int
    items: int


@dataclass(frozen=True, slots=True)
class ScopeDone:
    """Every page of a scope was read and agrees with what the source announced."""

    scope: Scope
    rows: int
    rows_announced: int | None


def done(scope: Scope, pages: Iterable[tuple[str, int]], rows_announced: int | None) -> list[ScopeDone]:
    """Return what to report of a scope read to its end; `pages` gives rows by label.

    Rows announced for several parents at once are told with the first of them.
    """
    rows: dict[str, int] = {}
    for label, count in pages:
        rows[label] = rows.get(label, 0) + count
    members = scope.members or (scope,)
    return [
        ScopeDone(member, rows.get(member.label, 0), rows_announced if position == 0 else None)
        for position, member in enumerate(members)
    ]


@dataclass(slots=True)
class Effort:
    """What the reading cost: requests sent (retries included), retries among them, lines of files that were refused.

    Units: seconds. `waited_s` is how long requests were held back, for the agreed rate or before another attempt;
    `answering_s` how long they were on their way, until the whole answer was here or the attempt failed. Both are sums
    over requests that go out side by side, so they may exceed the duration of the run.
    """

    requests: int = 0
    retries: int = 0
    bytes: int = 0
    rejected: int = 0
    waited_s: float = 0.0
    answering_s: float = 0.0
    slowest_s: float = 0.0

    def answered(self, seconds: float) -> None:
        """Count one request that is over, answered or not."""
        self.answering_s += seconds
        self.slowest_s = max(self.slowest_s, seconds)
