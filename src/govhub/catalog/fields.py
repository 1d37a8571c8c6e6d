"""Fields: one value of a row, as the source sends it."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from govhub.catalog.base import MAX_NAME_BYTES, Declared, Name, Text

IDENTIFIER_SUFFIXES = ("_pseudonimo", "_mascara")

FieldType = Literal["text", "scalar", "integer", "bigint", "number", "boolean", "json"]
Lgpd = Literal["P0", "P1", "P2", "P3", "P4"]
ORDER, ELEMENT = "$order", "$element"


class FieldDeclaration(Declared):
    """One field of a resource, as the source sends it.

    `type` is the type on the wire: `text` accepts only JSON strings, `number` JSON numbers with or without decimals,
    `scalar` any single value (kept as text, for fields whose type the source does not hold to), `json` keeps lists and
    objects as JSON. `from` says where the value is:

        a.b.c       a path in the row; `^.a` in the row that holds the unfolded list
        A title     in a file, the title of the column; `A title+1` the untitled column after it
        $name       a parameter of the request
        $element    the name of the unfolded list that the row comes from
        $order      the position among the rows that are equal in the rest of the key
        @other      another field of the row, put into another `form`

    `default` stands for a value that did not come, for the parts of a key. `identifier: cpf` marks a field that may
    hold a CPF: pseudonym and mask are computed at load, the pseudonym in the given `context`. A field marked `discard`
    is known and never kept. `formerly` lists names that this field had in earlier declarations, the latest first: its
    bronze column is renamed, and files of the lake that have a former name are read as this field.
    """

    name: str
    type: FieldType = "text"
    about: Text
    lgpd: Lgpd
    source: str = Field(alias="from")
    default: str | None = None
    form: Literal["last_segment"] | None = None
    identifier: Literal["cpf"] | None = None
    context: Name | None = None
    discard: bool = False
    formerly: tuple[Name, ...] = ()

    @property
    def from_request(self) -> str | None:
        """Name of the request parameter that fills this field, if one does."""
        return self.source[1:] if self.source.startswith("$") and self.source not in {ORDER, ELEMENT} else None

    @property
    def from_field(self) -> str | None:
        """Name of the field that this one is another form of, if it is."""
        return self.source[1:] if self.source.startswith("@") else None

    @property
    def from_payload(self) -> bool:
        """Whether the source sends the value in the row itself."""
        return not self.source.startswith(("$", "@"))

    @model_validator(mode="after")
    def _consistent(self) -> FieldDeclaration:
        longest = max(IDENTIFIER_SUFFIXES, key=len) if self.identifier else ""
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(
                f"o nome de campo '{self.name}' não é snake_case ASCII; renomeie e use 'from' para o nome da fonte"
            )
        if len((self.name + longest).encode()) > MAX_NAME_BYTES:
            raise ValueError(
                f"o nome de coluna '{self.name}{longest}' passa de {MAX_NAME_BYTES} bytes; escolha um mais curto"
            )
        if self.discard and self.formerly:
            raise ValueError("'formerly' vale para um campo que é guardado; apague-o ou apague 'discard'")
        if (self.identifier is None) != (self.context is None):
            raise ValueError("'identifier' e 'context' andam juntos; declare os dois ou nenhum")
        if self.identifier and self.type != "text":
            raise ValueError("só um campo 'text' pode ter 'identifier'")
        if (self.form is None) != (self.from_field is None):
            raise ValueError("'form' e um 'from' iniciado por @ andam juntos")
        if self.default is not None and self.type != "text":
            raise ValueError("só um campo 'text' pode ter 'default'")
        if self.source == ORDER and self.type != "bigint":
            raise ValueError("a ordem entre linhas iguais ('$order') precisa ser 'bigint'")
        return self
