"""What every declaration shares: immutability, no silently ignored key, and the shapes of names and texts."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

MAX_NAME_BYTES = 63  # PostgreSQL cuts longer names with no more than a notice

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class Declared(BaseModel):
    """Base of all declarations: immutable, and no key is silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def template_names(texts: Iterable[str]) -> set[str]:
    """Return the names that templates such as `/contrato/{id}` take from the request; `{source[…]}` is not one."""
    names = {part[1].partition("[")[0] for text in texts for part in string.Formatter().parse(text) if part[1]}
    return names - {"source"}
