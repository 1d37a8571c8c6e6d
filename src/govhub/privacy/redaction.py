"""What is left of rows when people are erased from them: their own rows go, mentions of them are blanked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from govhub.catalog import FieldDeclaration, ResourceDeclaration
from govhub.catalog.ownership import mentions, owners
from govhub.privacy.identifiers import pseudonym, pseudonym_column

_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")


@dataclass(frozen=True, slots=True)
class People:
    """Whom to leave out: their pseudonyms, the contexts these are of, and the key they were made with."""

    pseudonyms: frozenset[str]
    contexts: tuple[str, ...]
    key: bytes

    def are_named_in(self, scope: str) -> bool:
        """Tell whether a request was about one of them: `cod_orgao=…,cpf=…`."""
        return any(
            pseudonym(self.key, context, digits) in self.pseudonyms
            for digits in _ELEVEN_DIGITS.findall(scope)
            for context in self.contexts
        )


@dataclass(frozen=True, slots=True)
class Redacted:
    """The rows that are left, how many went, and in how many others something was blanked."""

    rows: pa.Table
    dropped: int
    blanked: int

    @property
    def changed(self) -> bool:
        """Whether anybody was there."""
        return bool(self.dropped or self.blanked)


def redact(table: pa.Table, resource: ResourceDeclaration, people: People) -> Redacted:
    """Return the rows without these people; the columns are those of the declaration and stay the same."""
    wanted = pa.array(sorted(people.pseudonyms), pa.string())
    theirs = _any(table, owners(resource), people, wanted)
    kept = table.filter(pc.invert(theirs)) if pc.any(theirs).as_py() else table
    touched = pa.array([False] * len(kept), pa.bool_())
    for field, names in mentions(resource):
        named = _any(kept, [field], people, wanted)
        touched = pc.or_(touched, named)
        for name in names:
            position = kept.column_names.index(name)
            values = kept.column(name)
            empty = pa.scalar(None, values.type)
            kept = kept.set_column(position, kept.schema.field(position), pc.if_else(named, empty, values))
    return Redacted(kept, len(table) - len(kept), pc.sum(touched).as_py() or 0)


def without_scopes(scopes: pa.Table, people: People) -> pa.Table:
    """Return the requests of a run (column `scope`) that were not about these people."""
    named = [people.are_named_in(label) for label in scopes.column("scope").to_pylist()]
    return scopes.filter(pc.invert(pa.array(named, pa.bool_())))


def _any(table: pa.Table, fields: Iterable[FieldDeclaration], people: People, wanted: pa.Array) -> pa.Array:
    found = pa.array([False] * len(table), pa.bool_())
    for field in fields:
        pseudonyms = pseudonym_column(table.column(field.name), people.key, field.context or "")
        found = pc.or_(found, pc.is_in(pseudonyms, wanted))
    return found
