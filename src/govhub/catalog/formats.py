"""How a protocol wraps what a source says: services and their errors, SOAP operations, files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from govhub.catalog.base import Declared, Name, Text

Meaning = Literal["empty", "retry", "later", "refused"]


class ServiceStatus(Declared):
    """The status that a service puts into a good HTTP answer: dotted paths of its code and of its message."""

    code: str
    message: str
    ok: tuple[str, ...] = ("0",)
    empty: tuple[str, ...] = ()


class KnownText(Declared):
    """A text by which a service says something that its codes do not: compared in lower case, without accents."""

    contains: Text
    means: Meaning


class SoapOperation(Declared):
    """One SOAP operation and its parameters, in the order of the WSDL; templates as in `params`.

    `service` completes the address; `element` names the parameter of a wrapped style. `result` is the dotted path
    of the answer below the operation's response.
    """

    operation: str
    service: str = ""
    params: dict[str, str] = Field(default_factory=dict)
    wrapper: str = ""
    result: str = ""
    lists: tuple[str, ...] = ()


class OAuthToken(Declared):
    """Client credentials: where the token is fetched; `lifetime_s` holds if the answer does not say."""

    path: str
    lifetime_s: int = Field(default=3540, ge=60)


class Access(Declared):
    """How a service recognises us; every name in `needs` is a setting GOVHUB_SOURCE_<SYSTEM>_<NAME>."""

    oauth: OAuthToken | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    wsse: bool = False
    client_certificate: bool = False
    needs: dict[Name, Text] = Field(default_factory=dict)


class ChangeSign(Declared):
    """An address whose answer tells when the source last changed; equal to the last load's, nothing is read."""

    path: str
    field: str


class Block(Declared):
    """A line such as `Ano Lançamento: 2024` that opens a part of the file and fills `field` in all its rows."""

    title: Text
    field: Name


class FileReport(Declared):
    """A report that comes as CSV or spreadsheet, usually zipped, under a subject.

    `keep` drops lines whose field does not match the regular expression (subtotals). More than `max_rejected` of the
    lines with another number of columns refuse the file.
    """

    total: str = "Total"
    keep: dict[Name, str] = Field(default_factory=dict)
    amounts: tuple[Name, ...] = ()
    block: Block | None = None
    may_be_empty: bool = False
    max_rejected: float = Field(default=0.01, ge=0, le=1)

    @model_validator(mode="after")
    def _total_named(self) -> FileReport:
        if not self.total.strip():
            raise ValueError("'total' é a palavra que abre a linha de totais; não pode ficar vazia")
        return self
