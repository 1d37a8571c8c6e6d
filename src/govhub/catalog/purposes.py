"""WHY personal data are held: privacidade.yaml, with the purpose, the legal basis and the retention of each system."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from govhub.catalog.base import Declared, Name, Text
from govhub.catalog.declaration import SystemDeclaration
from govhub.catalog.fields import FieldDeclaration

NOT_PERSONAL = "P0"


class Term(Declared):
    """When people go by themselves: so many months after the last of their rows left every one of these lists."""

    meses: int = Field(ge=1)
    fora_de: tuple[Name, ...] = Field(min_length=1)


class Purpose(Declared):
    """Why the personal data of a system are held, by what law, and until when; texts for people.

    `eliminacao` says what `govhub privacy erase` does there: `apaga` takes the rows of a person away, `conserva` leaves
    them, and the legal basis and the retention are the answer that the person gets. `prazo` is what of `guarda` a
    program can count, for `govhub privacy retention`.
    """

    finalidade: Text
    base_legal: tuple[Text, ...] = Field(min_length=1)
    guarda: Text
    eliminacao: Literal["apaga", "conserva"] = "conserva"
    prazo: Term | None = None

    @model_validator(mode="after")
    def _term_of_what_goes(self) -> Purpose:
        if self.prazo and self.eliminacao != "apaga":
            raise ValueError("'prazo' só vale com 'eliminacao: apaga'")
        return self


class Purposes(Declared):
    """All of privacidade.yaml, by system."""

    sistemas: dict[Name, Purpose]


def personal_fields(system: SystemDeclaration) -> dict[str, list[FieldDeclaration]]:
    """Return the kept fields of a system that are personal data, by bronze table; tables without any are left out."""
    found = {
        resource.table: [field for field in resource.columns if field.lgpd != NOT_PERSONAL]
        for resource in system.resources.values()
    }
    return {table: fields for table, fields in found.items() if fields}
