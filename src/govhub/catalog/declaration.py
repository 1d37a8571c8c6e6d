"""What a file of sources/ may say: frozen, validated, with contradictions refused.

Every fact about a resource is written once, here; DAG, bronze table, dictionary, privacy class,
dbt source and freshness check derive from these objects. Messages are Portuguese because the
people who write declarations read them.
"""

from __future__ import annotations

import re
import string
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MAX_NAME_BYTES = 63  # PostgreSQL cuts longer names with no more than a notice
IDENTIFIER_SUFFIXES = ("_pseudonimo", "_mascara")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
FieldType = Literal["text", "scalar", "integer", "bigint", "boolean", "json"]
Lgpd = Literal["P0", "P1", "P2", "P3", "P4"]


class Declared(BaseModel):
    """Base of all declarations: immutable, and no key is silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FieldDeclaration(Declared):
    """One field of a resource, as the source sends it.

    `type` is the type on the wire: `text` accepts only JSON strings, `scalar` any single value
    (kept as text, for fields whose type the source does not hold to), `json` keeps lists and
    objects as JSON. `from` is the dotted path in the payload, or `$name` for a parameter of the
    request. `identifier: cpf` marks a field that may hold a CPF: pseudonym and mask are computed
    at load, the pseudonym in the given `context`.
    """

    name: str
    type: FieldType = "text"
    about: Text
    lgpd: Lgpd
    source: str = Field(alias="from")
    identifier: Literal["cpf"] | None = None
    context: Name | None = None

    @property
    def from_request(self) -> str | None:
        """Name of the request parameter that fills this field, if one does."""
        return self.source[1:] if self.source.startswith("$") else None

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
        if (self.identifier is None) != (self.context is None):
            raise ValueError("'identifier' e 'context' andam juntos; declare os dois ou nenhum")
        if self.identifier and self.type != "text":
            raise ValueError("só um campo 'text' pode ter 'identifier'")
        return self


class ArrayPaging(Declared):
    """The whole answer is one JSON array (or the array at `rows`)."""

    rows: str = ""


class PageNumberPaging(Declared):
    """Numbered pages; the source announces rows or pages, and that announcement ends the reading."""

    page_param: str
    size_param: str | None = None
    size: int = Field(ge=1)
    first: int = 1
    rows: str
    total_rows: str | None = None
    total_pages: str | None = None

    @model_validator(mode="after")
    def _one_end(self) -> PageNumberPaging:
        if (self.total_rows is None) == (self.total_pages is None):
            raise ValueError("a paginação precisa de exatamente um sinal de fim: 'total_rows' ou 'total_pages'")
        return self


class OffsetPaging(Declared):
    """Offset and limit, ended by the announced total of rows."""

    offset_param: str
    limit_param: str
    limit: int = Field(ge=1)
    rows: str
    total_rows: str


class NextLinkPaging(Declared):
    """Each answer carries the address of the next; the field `next` is null on the last."""

    rows: str
    next: str


class Paging(Declared):
    """Exactly one paging family."""

    array: ArrayPaging | None = None
    page_number: PageNumberPaging | None = None
    offset: OffsetPaging | None = None
    next_link: NextLinkPaging | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Paging:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            found = " e ".join(given) or "nenhuma"
            raise ValueError(
                f"a paginação precisa de exatamente uma regra; encontrada(s): {found}. Apague o que a fonte não usa"
            )
        return self

    @property
    def rule(self) -> ArrayPaging | PageNumberPaging | OffsetPaging | NextLinkPaging:
        """The one family that was declared."""
        rule = self.array or self.page_number or self.offset or self.next_link
        assert rule is not None
        return rule


class ParentKeys(Declared):
    """One request per current key of parent resources, read from bronze."""

    parents: tuple[Name, ...] = Field(min_length=1)
    key: Name
    param: Name = Field(alias="as")


class ResourceDeclaration(Declared):
    """One resource of a source system: what is asked, what comes back, how it is kept."""

    system: Name
    name: Name
    about: Text
    path: Annotated[str, StringConstraints(pattern=r"^/")]
    per: Literal["once", "ug", "orgao"] | ParentKeys = "once"
    params: dict[str, str] = Field(default_factory=dict)
    paging: Paging = Paging(array=ArrayPaging())
    key: tuple[Name, ...] = Field(min_length=1)
    load: Literal["snapshot", "events"]
    scope: tuple[Name, ...] | None = None
    duplicates: Literal["error", "first", "last"] = "error"
    fields: tuple[FieldDeclaration, ...] = Field(min_length=1)

    @property
    def table(self) -> str:
        """Name of the bronze table, without schema."""
        return f"{self.system}__{self.name}"

    @property
    def parents(self) -> tuple[str, ...]:
        """Resources whose keys this one needs."""
        return self.per.parents if isinstance(self.per, ParentKeys) else ()

    @property
    def request_params(self) -> tuple[str, ...]:
        """Names of what each request of this resource knows."""
        if isinstance(self.per, ParentKeys):
            return (self.per.param,)
        return () if self.per == "once" else (self.per,)

    @property
    def identifiers(self) -> tuple[FieldDeclaration, ...]:
        """Fields that may hold a CPF."""
        return tuple(field for field in self.fields if field.identifier)

    @model_validator(mode="after")
    def _fields_consistent(self) -> ResourceDeclaration:
        names = [field.name for field in self.fields]
        if len(self.table.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"o nome da tabela '{self.table}' passa de {MAX_NAME_BYTES} bytes")
        for key in self.key:
            if key not in names:
                raise ValueError(f"a chave '{key}' não é um campo declarado; declare o campo ou corrija 'key'")
        for field in self.fields:
            if field.from_request and field.from_request not in self.request_params:
                raise ValueError(
                    f"o campo '{field.name}' vem do parâmetro '{field.from_request}', que o pedido não tem"
                )
        return self

    @model_validator(mode="after")
    def _request_consistent(self) -> ResourceDeclaration:
        known = set(self.request_params)
        templates = [self.path, *self.params.values()]
        used = {part[1] for text in templates for part in string.Formatter().parse(text) if part[1]}
        if used - known:
            raise ValueError(f"'path' ou 'params' usa {{{min(used - known)}}}, que 'per' não fornece")
        if known - used:
            raise ValueError(f"'per' fornece '{min(known - used)}', mas 'path' e 'params' não o usam")
        return self

    @model_validator(mode="after")
    def _load_consistent(self) -> ResourceDeclaration:
        known = set(self.request_params)
        if self.load == "snapshot" and self.scope is None:
            raise ValueError(
                "uma carga 'snapshot' precisa de 'scope' (o que cada resposta completa abrange); use [] para a fonte inteira"
            )
        if self.load != "snapshot" and self.scope is not None:
            raise ValueError(f"'scope' só vale para a carga 'snapshot', não para '{self.load}'")
        if self.scope is not None and set(self.scope) != known:
            raise ValueError(f"'scope' precisa ser igual aos parâmetros do pedido: [{', '.join(sorted(known))}]")
        return self


class Politeness(Declared):
    """What the source bears: parallel requests, requests a minute, patience."""

    concurrency: int = Field(default=4, ge=1)
    per_minute: int = Field(default=600, ge=1)
    timeout_s: float = Field(default=60, gt=0)
    attempts: int = Field(default=5, ge=1)
    wait_max_s: float = Field(default=60, gt=0)


class Freshness(Declared):
    """Hours without a good load after which dbt warns, then fails."""

    warn_after_h: int = Field(ge=1)
    error_after_h: int = Field(ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> Freshness:
        if self.warn_after_h > self.error_after_h:
            raise ValueError("'warn_after_h' não pode passar de 'error_after_h'")
        return self


class SystemDeclaration(Declared):
    """One source system, one file."""

    name: Name = Field(alias="system")
    title: Text
    about: Text
    domain: Name
    owner: Text
    protocol: Literal["rest"]
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://")]
    access: Text
    schedule: str
    freshness: Freshness
    politeness: Politeness = Politeness()
    resources: dict[str, ResourceDeclaration] = Field(min_length=1)

    @model_validator(mode="after")
    def _parents_exist(self) -> SystemDeclaration:
        for resource in self.resources.values():
            self._check_parents(resource)
        return self

    def _check_parents(self, resource: ResourceDeclaration) -> None:
        if not isinstance(resource.per, ParentKeys):
            return
        for parent in resource.parents:
            if parent not in self.resources:
                raise ValueError(f"o recurso '{resource.name}' depende de '{parent}', que não existe neste arquivo")
            if resource.per.key not in {field.name for field in self.resources[parent].fields}:
                raise ValueError(f"o recurso '{resource.name}' pede '{resource.per.key}', que '{parent}' não declara")
            if self.resources[parent].parents:
                raise ValueError(f"o recurso '{resource.name}' é neto de outro: só há suporte a um nível de filhos")

    def in_load_order(self) -> tuple[ResourceDeclaration, ...]:
        """Resources with parents before children, otherwise as written."""
        return tuple(sorted(self.resources.values(), key=lambda resource: bool(resource.parents)))
