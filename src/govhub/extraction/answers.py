"""What extraction hands over, and how an answer may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Scope:
    """One request unit: the parameters that all its pages share.

    `label` is the text of `_scope` in bronze, such as `ug=290002`.
    """

    params: RequestParams

    @property
    def label(self) -> str:
        """Canonical text of the scope; `tudo` when the resource is asked once."""
        return ",".join(f"{name}={value}" for name, value in sorted(self.params.items())) or "tudo"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one answer as Arrow, in the declared columns plus `_scope` and `_extras`."""

    scope: Scope
    table: pa.Table
    unknown_fields: frozenset[str]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ScopeDone:
    """Every page of a scope was read and agrees with what the source announced."""

    scope: Scope
    rows: int
    rows_announced: int | None


@dataclass(slots=True)
class Effort:
    """What the reading cost: requests sent (retries included) and retries among them."""

    requests: int = 0
    retries: int = 0
    bytes: int = 0
