"""The one interface of extraction: scopes in, pages out, whatever the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import httpx
import orjson

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.declaration import Politeness
from govhub.catalog.formats import Access, ChangeSign
from govhub.errors import GovhubError
from govhub.extraction.access import Credentials, http_client
from govhub.extraction.answers import BadAnswer, Effort, Page, PassingFault, Scope, ScopeDone, TotalMismatch, done
from govhub.extraction.paging import Answer, Ask, Turn, Unwrap, lookup, read_pages
from govhub.extraction.politeness import PoliteClient, Request, path, refusal
from govhub.extraction.rest import RestService
from govhub.extraction.rows import RowReader
from govhub.settings import SourceSettings

if TYPE_CHECKING:
    from govhub.extraction.soap import SoapMessages

_NOT_LET_IN = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
_PARSE_IN_THREAD_BYTES = 262_144  # below it, handing over to a thread costs more than parsing


class Reading(Protocol):
    """One resource being read from one source; iterate `pages()` once."""

    effort: Effort

    def pages(self, scopes: Iterable[Scope]) -> AsyncIterator[Page | ScopeDone]:
        """Yield the pages of every scope, and a ScopeDone after the last page of each.

        Shape: pages of different scopes interleave; those of one scope keep their order.
        Raises: BadAnswer (its `body` is the answer) for the first scope that failed; what was yielded before must
            then be discarded.
        """
        ...


@dataclass(slots=True)
class ServiceReading:
    """A resource of a service that answers requests: REST or SOAP."""

    system: SystemDeclaration
    resource: ResourceDeclaration
    source: SourceSettings
    effort: Effort = field(default_factory=Effort)

    @property
    def politeness(self) -> Politeness:
        """The declared limits, unless the settings agreed others."""
        agreed = {"per_minute": self.source.per_minute, "concurrency": self.source.concurrency}
        return self.system.politeness.model_copy(update={name: value for name, value in agreed.items() if value})

    async def pages(self, scopes: Iterable[Scope]) -> AsyncIterator[Page | ScopeDone]:
        """As in Reading."""
        politeness = self.politeness
        async with http_client(politeness, self.access, self.source) as http:
            client = PoliteClient(http, politeness, self.system.title, self.effort)
            queue: asyncio.Queue[Page | ScopeDone | None] = asyncio.Queue(maxsize=politeness.concurrency)
            producer = asyncio.create_task(self._produce(client, iter(scopes), queue))
            try:
                while (item := await queue.get()) is not None:
                    yield item
                await producer
            finally:
                producer.cancel()
                await asyncio.gather(producer, return_exceptions=True)

    async def sign(self) -> str | None:
        """Return what tells whether the source changed since it was last read; null where it tells nothing.

        Raises: BadAnswer when the source does not say it as declared.
        """
        if self.system.change_sign is None:
            return None
        async with http_client(self.politeness, self.access, self.source) as http:
            client = PoliteClient(http, self.politeness, self.system.title, self.effort)
            return await _Service(self, client).sign(self.system.change_sign)

    @property
    def access(self) -> Access:
        """How the service of this resource recognises us."""
        return self.system.access_of(self.resource)

    @property
    def base_url(self) -> str:
        """Where the resource's addresses begin."""
        if self.system.through_gateway(self.resource):
            return (self.source.gateway_url or self.system.gateway_url or "").rstrip("/")
        return (self.source.base_url or self.system.base_url).rstrip("/")

    async def _produce(
        self, client: PoliteClient, scopes: Iterator[Scope], queue: asyncio.Queue[Page | ScopeDone | None]
    ) -> None:
        try:
            service = _Service(self, client)
            async with asyncio.TaskGroup() as group:
                for _ in range(self.politeness.concurrency):
                    group.create_task(self._work(service, scopes, queue))
        except* GovhubError as failures:
            raise failures.exceptions[0] from None
        finally:
            await queue.put(None)

    async def _work(
        self, service: _Service, scopes: Iterator[Scope], queue: asyncio.Queue[Page | ScopeDone | None]
    ) -> None:
        for scope in scopes:  # shared by the workers: each takes the next one
            await self._read_scope(service, scope, queue)

    async def _read_scope(self, service: _Service, scope: Scope, queue: asyncio.Queue[Page | ScopeDone | None]) -> None:
        items, announced, counts = 0, None, list[tuple[str, int]]()
        try:
            async for page, total in read_pages(self.resource.paging.rule, service.asking(scope), service.url(scope)):
                items, announced = items + page.items, total
                counts += _rows_by_scope(scope, page)
                await queue.put(page)
            if announced is not None and announced != items:
                raise TotalMismatch(
                    f"O {self.system.title} anunciou {announced} linhas e entregou {items}; nada foi gravado"
                )
        except BadAnswer as error:
            error.where = error.where or path(service.url(scope))
            raise
        for item in done(scope, counts, announced):
            await queue.put(item)


class _Service:
    """The requests of one resource, protocol and credentials applied."""

    def __init__(self, reading: ServiceReading, client: PoliteClient) -> None:
        self._reading = reading
        self._client = client
        self._rows = RowReader(reading.resource)
        self._rest = RestService(reading.system, reading.resource)
        self._soap: SoapMessages | None = None
        self._soap_ready = asyncio.Lock()
        self._credentials = Credentials(reading.system, reading.access, reading.source, reading.base_url)

    def url(self, scope: Scope, numbered: dict[str, str] | None = None) -> str:
        """Return the address of a scope."""
        resource = self._reading.resource
        params = _Blank({**scope.params, **(numbered or {})})
        if resource.soap is not None:
            service = resource.soap.service.format_map(params)
            return self._reading.base_url + (service or ("" if resource.path == "/" else resource.path))
        return self._reading.base_url + resource.path.format_map(params)

    async def sign(self, declared: ChangeSign) -> str:
        """Return the value by which the source tells that it changed."""

        async def prepare() -> Request:
            headers = await self._credentials.headers(self._client.http, {})
            return Request(self._reading.base_url + declared.path, headers=headers | {"Accept": "application/json"})

        async def read(body: bytes) -> str:
            try:
                value = lookup(orjson.loads(body), declared.field)
            except orjson.JSONDecodeError as error:
                raise PassingFault("A fonte entregou uma resposta truncada ou malformada", body=body) from error
            if value is None:
                raise BadAnswer(f"O {self._reading.system.title} não diz quando mudou", where=declared.path, body=body)
            return str(value)

        return await self._client.ask(prepare, self._check(is_soap=False), read)

    def asking(self, scope: Scope) -> Ask:
        """Return what sends the requests of a scope, one per page."""

        async def ask(turn: Turn, unwrap: Unwrap) -> Answer:
            soap = await self._messages(scope) if self._reading.resource.soap else None

            async def prepare() -> Request:
                return await self._request(scope, turn, soap)

            async def read(body: bytes) -> Answer:
                answer = soap.read(body) if soap else self._rest.read(body, unwrap)
                answer.page = await self._parse(scope, answer.rows, turn.numbered)
                return answer

            return await self._client.ask(prepare, self._check(soap is not None), read)

        return ask

    def _check(self, is_soap: bool) -> Callable[[httpx.Response], bytes]:
        def check(response: httpx.Response) -> bytes:
            sent = response.request.headers.get("Authorization")
            if response.status_code in _NOT_LET_IN and self._credentials.forget_token(sent):
                raise _renewal(self._reading.system.title)
            if not is_soap:
                return self._rest.check(response)
            if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR and b"Fault" in response.content:
                return response.content  # a SOAP fault travels with this status
            failure = refusal(response, self._reading.system.title)
            if failure is not None:
                raise failure
            return response.content

        return check

    async def _request(self, scope: Scope, turn: Turn, soap: SoapMessages | None) -> Request:
        params = {**scope.params, **turn.numbered}
        headers = await self._credentials.headers(self._client.http, params)
        if soap is not None:
            headers |= {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
            return Request(self.url(scope, turn.numbered), headers=headers, body=soap.write(params))
        headers |= {"Accept": "application/json"}
        if turn.address is not None:
            return Request(turn.address, headers=headers)
        known = {**params, "source": self._reading.source.revealed()}
        query = {name: value.format_map(known) for name, value in self._reading.resource.params.items()}
        return Request(self.url(scope, turn.numbered), query | turn.query, headers)

    async def _messages(self, scope: Scope) -> SoapMessages:
        from govhub.extraction.soap import SoapMessages  # zeep takes as long to import as everything about REST

        async with self._soap_ready:
            if self._soap is None:
                reading = self._reading
                wsdl = reading.source.wsdl() or await self._fetch_wsdl(scope)
                self._soap = SoapMessages(reading.system, reading.resource, reading.source, wsdl)
            return self._soap

    async def _fetch_wsdl(self, scope: Scope) -> bytes:
        from govhub.extraction.soap import whole_wsdl

        async def prepare() -> Request:
            headers = await self._credentials.headers(self._client.http, scope.params)
            return Request(self.url(scope) + "?wsdl", headers=headers)

        async def read(body: bytes) -> bytes:
            return whole_wsdl(body)

        return await self._client.ask(prepare, self._check(is_soap=True), read)

    async def _parse(self, scope: Scope, rows: bytes, numbered: dict[str, str]) -> Page:
        if len(rows) < _PARSE_IN_THREAD_BYTES:
            return self._rows.read(scope, rows, numbered)
        return await asyncio.to_thread(self._rows.read, scope, rows, numbered)


class _Blank(dict[str, str]):
    """Leaves out what a scope alone does not know, such as the number of a scanned document."""

    def __missing__(self, name: str) -> str:
        return ""


def _renewal(title: str) -> BadAnswer:
    return PassingFault(f"O {title} não aceitou a credencial", retry_after_s=0)


def _rows_by_scope(scope: Scope, page: Page) -> list[tuple[str, int]]:
    if not scope.members:
        return [(scope.label, len(page.table))]
    counted = page.table.column("_scope").value_counts().to_pylist()
    return [(item["values"], item["counts"]) for item in counted]
