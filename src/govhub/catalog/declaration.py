"""What a file of sources/ may say: frozen, validated, with contradictions refused.

Every fact about a resource is written once, here; DAG, bronze table, dictionary, privacy class,
dbt source and freshness check derive from these objects. Messages are Portuguese because the
people who write declarations read them.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from govhub.catalog.base import MAX_NAME_BYTES, Declared, Name, Text, template_names
from govhub.catalog.fields import ORDER, FieldDeclaration
from govhub.catalog.formats import Access, ChangeSign, FileReport, KnownText, ServiceStatus, SoapOperation
from govhub.catalog.loops import Loop, ParentKeys, WindowLoop, YearsLoop, expand
from govhub.catalog.paging import ArrayPaging, Paging
from govhub.errors import ConfigurationError

Protocol = Literal["rest", "soap", "files"]
ALL = "todos"
SUBJECT = "assunto"  # what the reports of a file resource are found by


class ResourceDeclaration(Declared):
    """One resource of a source system: what is asked, what comes back, how it is kept.

    `unfold` names lists inside the answer (`cargos[].instancias[]`) whose elements are the rows, with the name that
    `$element` gives. `matches` says which field must repeat which parameter, so that a filter that the source ignored
    is noticed. Statuses in `empty_statuses` mean that there is nothing. A resource `on_request` is read only when named.
    """

    system: Name
    name: Name
    about: Text
    protocol: Protocol = "rest"
    path: Annotated[str, StringConstraints(pattern=r"^/")] = "/"
    per: Annotated[tuple[Loop, ...], BeforeValidator(expand)] = ()
    params: dict[str, str] = Field(default_factory=dict)
    paging: Paging = Paging(array=ArrayPaging())
    soap: SoapOperation | None = None
    file: FileReport | None = None
    unfold: dict[Name, str] = Field(default_factory=dict)
    matches: dict[Name, Name] = Field(default_factory=dict)
    empty_statuses: tuple[int, ...] = ()
    on_request: bool = False
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
    def columns(self) -> tuple[FieldDeclaration, ...]:
        """Fields that are kept."""
        return tuple(field for field in self.fields if not field.discard)

    @property
    def window_loop(self) -> WindowLoop | None:
        """The loop over months of a date of the source, if there is one."""
        return next((loop for loop in self.per if isinstance(loop, WindowLoop)), None)

    @property
    def has_period(self) -> bool:
        """Whether a period may be asked of this resource (`--since`, `--until`)."""
        return any(isinstance(loop, WindowLoop | YearsLoop) for loop in self.per)

    @property
    def parent_loop(self) -> ParentKeys | None:
        """The loop over keys of parents, if there is one."""
        return next((loop for loop in self.per if isinstance(loop, ParentKeys)), None)

    @property
    def parents(self) -> tuple[str, ...]:
        """Resources whose keys this one needs."""
        return self.parent_loop.parents if self.parent_loop else ()

    @property
    def request_params(self) -> tuple[str, ...]:
        """Names of what each request of this resource knows."""
        return tuple(name for loop in self.per for name in loop.params)

    @property
    def identifiers(self) -> tuple[FieldDeclaration, ...]:
        """Fields that may hold a CPF."""
        return tuple(field for field in self.columns if field.identifier)

    @property
    def order(self) -> str | None:
        """The field that numbers rows which are equal in the rest of the key, if there is one."""
        return next((field.name for field in self.columns if field.source == ORDER), None)

    @property
    def key_without_order(self) -> tuple[str, ...]:
        """The part of the key that the source itself sends."""
        return tuple(name for name in self.key if name != self.order)

    @model_validator(mode="after")
    def _fields_consistent(self) -> ResourceDeclaration:
        names = {field.name for field in self.columns}
        if len(self.table.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"o nome da tabela '{self.table}' passa de {MAX_NAME_BYTES} bytes")
        for key in self.key:
            if key not in names:
                raise ValueError(f"a chave '{key}' não é um campo declarado; declare o campo ou corrija 'key'")
        if self.order and self.order not in self.key:
            raise ValueError(f"o campo '{self.order}' numera linhas de chave igual, então precisa estar em 'key'")
        known = {*self.request_params, *([self.paging.scan.param] if self.paging.scan else [])}
        for field in self.fields:
            if field.from_request and field.from_request not in known:
                raise ValueError(
                    f"o campo '{field.name}' vem do parâmetro '{field.from_request}', que o pedido não tem"
                )
            if field.from_field and field.from_field not in names:
                raise ValueError(f"o campo '{field.name}' vem de '{field.from_field}', que não é um campo declarado")
        for field_name, param in self.matches.items():
            if field_name not in names or param not in known:
                raise ValueError(
                    f"'matches' liga um campo declarado a um parâmetro do pedido; '{field_name}: {param}' não"
                )
        return self

    @model_validator(mode="after")
    def _former_names_consistent(self) -> ResourceDeclaration:
        taken = {field.name for field in self.fields}
        for field in self.columns:
            for former in field.formerly:
                if former in taken:
                    raise ValueError(f"'formerly' de '{field.name}' diz '{former}', que é ou foi de outro campo")
                taken.add(former)
        return self

    @model_validator(mode="after")
    def _request_consistent(self) -> ResourceDeclaration:
        if len(set(self.request_params)) != len(self.request_params):
            raise ValueError("'per' dá o mesmo nome a dois parâmetros; mude um dos 'as'")
        if sum(isinstance(loop, ParentKeys) for loop in self.per) > 1:
            raise ValueError("'per' aceita as chaves de um só grupo de pais")
        known = {*self.request_params, *([self.paging.scan.param] if self.paging.scan else [])}
        soap = [self.soap.service, *self.soap.params.values()] if self.soap else []
        used = template_names([self.path, *self.params.values(), *soap])
        if used - known:
            raise ValueError(f"'path' ou 'params' usa {{{min(used - known)}}}, que 'per' não fornece")
        if self.protocol != "files" and known - used:
            raise ValueError(f"'per' fornece '{min(known - used)}', mas 'path' e 'params' não o usam")
        if (self.soap is not None) != (self.protocol == "soap") or (self.file is not None) != (
            self.protocol == "files"
        ):
            raise ValueError("'soap' e 'file' acompanham o protocolo de mesmo nome (files, no caso de 'file')")
        if self.parent_loop and self.parent_loop.batch:
            if self.parent_loop.params[0] not in self.matches.values():
                raise ValueError("'batch' precisa de 'matches' para dizer de que pai é cada linha")
            if len(self.per) > 1:
                raise ValueError("'batch' não combina com outros laços em 'per'")
        if self.protocol == "files" and self.request_params != (SUBJECT,):
            raise ValueError(
                f"um recurso 'files' percorre os assuntos dos relatórios: per: {{values: […], as: {SUBJECT}}}"
            )
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
    """One source system, one file.

    `gateway_url` is the address of the resources whose protocol differs from the system's own. `probe` is a cheap
    address by which `govhub doctor` sees whether the source answers. `texts` classify what services say in words.
    Systems of one host name the same `pool`: the politeness that they declare then holds for all of them together.
    """

    name: Name = Field(alias="system")
    title: Text
    about: Text
    domain: Name
    owner: Text
    protocol: Protocol
    base_url: Annotated[str, StringConstraints(pattern=r"^(https?|imaps|file)://")]
    gateway_url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    access: Text
    duration: Text = "Minutos"
    auth: Access = Access()
    gateway_auth: Access = Access()
    status: ServiceStatus | None = None
    texts: tuple[KnownText, ...] = ()
    change_sign: ChangeSign | None = None
    probe: str = ""
    pool: Name | None = None
    schedule: str
    freshness: Freshness
    politeness: Politeness = Politeness()
    resources: dict[str, ResourceDeclaration] = Field(min_length=1)

    @model_validator(mode="after")
    def _parents_exist(self) -> SystemDeclaration:
        for resource in self.resources.values():
            self._check_parents(resource)
        try:
            self.in_load_order()
        except CycleError as error:
            raise ValueError(f"os recursos dependem uns dos outros em círculo: {', '.join(error.args[1])}") from error
        return self

    def _check_parents(self, resource: ResourceDeclaration) -> None:
        loop = resource.parent_loop
        if loop is None:
            return
        wanted = {*loop.columns.values(), *loop.where, *([loop.changed] if loop.changed else [])}
        for parent in loop.parents:
            if parent not in self.resources:
                raise ValueError(f"o recurso '{resource.name}' depende de '{parent}', que não existe neste arquivo")
            missing = wanted - {field.name for field in self.resources[parent].columns}
            if missing:
                raise ValueError(f"o recurso '{resource.name}' pede '{min(missing)}', que '{parent}' não declara")

    def usual(self, wanted: tuple[str, ...] = ()) -> tuple[ResourceDeclaration, ...]:
        """Return what is read day by day, parents first: all but what is read on request, unless it is wanted.

        `wanted` names resources, or says `todos`; their parents come with them.
        Raises: ConfigurationError for a name that is not declared.
        """
        unknown = [name for name in wanted if name != ALL and name not in self.resources]
        if unknown:
            raise ConfigurationError(
                f"O recurso {unknown[0]} não existe em {self.name}",
                where=f"GOVHUB_SOURCE_{self.name.upper()}_RESOURCES",
                todo="Confira os nomes com `govhub sources show`.",
            )
        chosen = {
            resource.name
            for resource in self.resources.values()
            if not resource.on_request or ALL in wanted or resource.name in wanted
        }
        ordered = self.in_load_order()
        for resource in reversed(ordered):
            if resource.name in chosen:
                chosen.update(resource.parents)
        return tuple(resource for resource in ordered if resource.name in chosen)

    def through_gateway(self, resource: ResourceDeclaration) -> bool:
        """Tell whether a resource is reached at the gateway: its protocol is not the system's own."""
        return resource.protocol != self.protocol

    def access_of(self, resource: ResourceDeclaration) -> Access:
        """Return how the service of a resource recognises us."""
        return self.gateway_auth if self.through_gateway(resource) else self.auth

    @property
    def slot(self) -> str:
        """Name of the pool that lets one resource of this source, or of its host, run at a time."""
        return self.pool or self.name

    def in_load_order(self) -> tuple[ResourceDeclaration, ...]:
        """Resources with parents before children, otherwise as written."""
        graph = {name: resource.parents for name, resource in self.resources.items()}
        return tuple(self.resources[name] for name in TopologicalSorter(graph).static_order())
