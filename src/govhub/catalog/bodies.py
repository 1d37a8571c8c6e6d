"""WHO is served: the public bodies of orgaos.yaml."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from govhub.catalog.base import Declared, Text
from govhub.errors import ConfigurationError

Ug = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d+$")]


class Body(Declared):
    """A public body and its codes in the source systems; every code is text."""

    sigla: Annotated[str, StringConstraints(min_length=2)]
    nome: Text
    siorg: Code | None = None
    ugs: tuple[Ug, ...] = ()
    siafi: Code | None = None
    siape: Code | None = None

    @property
    def chave(self) -> str:
        """`orgao_chave`: the slug that every silver and gold row carries."""
        ascii_text = unicodedata.normalize("NFKD", self.sigla).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "_", ascii_text.lower()).strip("_")


class Bodies(Declared):
    """All bodies of orgaos.yaml; a UG belongs to one body only."""

    orgaos: tuple[Body, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unambiguous(self) -> Bodies:
        siglas = [body.chave for body in self.orgaos]
        ugs = [ug for body in self.orgaos for ug in body.ugs]
        for label, values in (("sigla", siglas), ("UG", ugs)):
            repeated = sorted({value for value in values if values.count(value) > 1})
            if repeated:
                raise ValueError(f"a {label} '{repeated[0]}' aparece mais de uma vez; cada uma pertence a um só órgão")
        return self

    def selected(self, siglas: tuple[str, ...] = ()) -> tuple[Body, ...]:
        """Return the bodies named, or all when none is named.

        Raises: ConfigurationError for a sigla that orgaos.yaml does not have.
        """
        by_sigla = {body.sigla.upper(): body for body in self.orgaos}
        unknown = [sigla for sigla in siglas if sigla.upper() not in by_sigla]
        if unknown:
            raise ConfigurationError(
                f"O órgão {unknown[0]} não está em orgaos.yaml",
                todo=f"Use um destes: {', '.join(sorted(body.sigla for body in self.orgaos))}.",
            )
        return tuple(by_sigla[sigla.upper()] for sigla in siglas) or self.orgaos
