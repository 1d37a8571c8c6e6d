"""Whose a row is, by its declaration.

A row is *of* a person when an identifier that is part of its key, or of the request that brought it, is theirs. Anywhere
else an identifier only *mentions* them, as the head of somebody or of a unit, together with the personal fields that are
named after it (`cpf_chefia_imediata`, `email_chefia_imediata`).
"""

from __future__ import annotations

import re

from govhub.catalog.declaration import ResourceDeclaration
from govhub.catalog.fields import FieldDeclaration

_STEM = re.compile(r"^(?:num_)?cpf_")
_PERSONAL = {"P2", "P3", "P4"}


def owners(resource: ResourceDeclaration) -> list[FieldDeclaration]:
    """Return the identifiers that say whose a row is."""
    return [field for field in resource.identifiers if field.name in resource.key or field.from_request]


def mentions(resource: ResourceDeclaration) -> list[tuple[FieldDeclaration, list[str]]]:
    """Return the other identifiers, each with the columns that speak of the same person, itself the first."""
    found = []
    for field in resource.identifiers:
        if field in owners(resource):
            continue
        stem = _STEM.sub("", field.name)
        beside = [
            other.name
            for other in resource.columns
            if stem != field.name
            and other.name != field.name
            and other.name.endswith(f"_{stem}")
            and other.lgpd in _PERSONAL
            and other.name not in resource.key
        ]
        found.append((field, [field.name, *beside]))
    return found
