"""Reads one REST resource: its scopes side by side within the source's limits, pages as they come.

Pages are handed over as soon as they are parsed, through a queue that holds a few: memory stays
constant however many there are. One failed scope fails the reading; a scope is never silently
left out, because a missing scope would look like rows deleted at the source.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field

import httpx

from govhub import __version__
from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.catalog.declaration import Politeness
from govhub.extraction.answers import BadAnswer, Effort, Page, Scope, ScopeDone, TotalMismatch
from govhub.extraction.paging import Answer, Unwrap, read_pages
from govhub.extraction.politeness import PoliteClient, path
from govhub.extraction.rows import RowReader
from govhub.settings import SourceSettings

_PARSE_IN_THREAD_BYTES = 262_144  # below it, handing over to a thread costs more than parsing
_CONNECT_TIMEOUT_S = 30.0


@dataclass(slots=True)
class RestReading:
    """One resource being read from one source; iterate `pages()` once."""

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
        """Yield the pages of every scope, and a ScopeDone after the last page of each.

        Shape: pages of different scopes interleave; those of one scope keep their order.
        Raises: BadAnswer (its `body` is the answer) for the first scope that failed; what was yielded before must
            then be discarded.
        """
        politeness = self.politeness
        timeout = httpx.Timeout(politeness.timeout_s, connect=min(_CONNECT_TIMEOUT_S, politeness.timeout_s))
        limits = httpx.Limits(max_connections=politeness.concurrency, max_keepalive_connections=politeness.concurrency)
        headers = {"Accept": "application/json", "User-Agent": f"GovHubBR/{__version__}"}
        async with httpx.AsyncClient(timeout=timeout, limits=limits, headers=headers) as http:
            client = PoliteClient(http, politeness, self.system.title)
            self.effort = client.effort
            queue: asyncio.Queue[Page | ScopeDone | None] = asyncio.Queue(maxsize=politeness.concurrency)
            producer = asyncio.create_task(self._produce(client, iter(scopes), queue))
            try:
                while (item := await queue.get()) is not None:
                    yield item
                await producer
            finally:
                producer.cancel()
                await asyncio.gather(producer, return_exceptions=True)

    async def _produce(
        self, client: PoliteClient, scopes: Iterator[Scope], queue: asyncio.Queue[Page | ScopeDone | None]
    ) -> None:
        reader = RowReader(self.resource)

        async def work() -> None:
            for scope in scopes:  # shared by the workers: each takes the next one
                await self._read_scope(client, reader, scope, queue)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.politeness.concurrency):
                    group.create_task(work())
        except* BadAnswer as failures:
            raise failures.exceptions[0] from None
        finally:
            await queue.put(None)

    async def _read_scope(
        self, client: PoliteClient, reader: RowReader, scope: Scope, queue: asyncio.Queue[Page | ScopeDone | None]
    ) -> None:
        base = (self.source.base_url or self.system.base_url).rstrip("/")
        url = base + self.resource.path.format_map(scope.params)
        params = {name: value.format_map(scope.params) for name, value in self.resource.params.items()}

        async def ask(address: str, query: dict[str, str], unwrap: Unwrap) -> Answer:
            async def read(body: bytes) -> Answer:
                answer = unwrap(body)
                answer.page = await _parse(reader, scope, answer.rows)
                return answer

            return await client.get(address, query, read)

        rows, announced = 0, None
        try:
            async for page, total in read_pages(self.resource.paging.rule, ask, url, params):
                rows, announced = rows + len(page.table), total
                await queue.put(page)
            if announced is not None and announced != rows:
                raise TotalMismatch(
                    f"O {self.system.title} anunciou {announced} linhas e entregou {rows}; nada foi gravado"
                )
        except BadAnswer as error:
            error.where = error.where or path(url)
            raise
        await queue.put(ScopeDone(scope=scope, rows=rows, rows_announced=announced))


async def _parse(reader: RowReader, scope: Scope, rows: bytes) -> Page:
    if len(rows) < _PARSE_IN_THREAD_BYTES:
        return reader.read(scope, rows)
    return await asyncio.to_thread(reader.read, scope, rows)
