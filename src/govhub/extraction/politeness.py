"""How a source is asked: how often, how many at a time, and what is worth asking again."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from aiolimiter import AsyncLimiter
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from govhub.catalog.declaration import Politeness
from govhub.extraction.answers import BadAnswer, Effort, PassingFault
from govhub.extraction.handshakes import is_tls_refusal

T = TypeVar("T")

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_TICK_S = 0.1
_MARGIN = 0.98  # arrivals bunch up on the way; stay below what was agreed


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire; with a body it is a POST."""

    url: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


Prepare = Callable[[], Awaitable[Request]]
Check = Callable[[httpx.Response], bytes]


class PoliteClient:
    """Sends requests within the limits of one source, again where a fault may pass.

    What it costs is added to `effort`. The limits hold for one process; across processes an Airflow pool lets one resource of a
    system run at a time.
    """

    def __init__(self, client: httpx.AsyncClient, politeness: Politeness, title: str, effort: Effort) -> None:
        per_tick = politeness.per_minute * _MARGIN / 60 * _TICK_S
        self._limiter = AsyncLimiter(max(1.0, per_tick), _TICK_S * max(1.0, 1 / per_tick))
        self._politeness = politeness
        self._title = title
        self.http = client
        self.effort = effort

    async def ask(self, prepare: Prepare, check: Check, read: Callable[[bytes], Awaitable[T]]) -> T:
        """Return what `read` makes of the body of a good answer; `prepare` makes each attempt's request anew.

        Raises: PassingFault when every attempt failed, in the sending, in `check` or in `read`; any other BadAnswer at
            once.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(PassingFault),
            stop=stop_after_attempt(self._politeness.attempts),
            wait=self._wait,
            before_sleep=self._count_retry,
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    response = await self._once(await prepare())
                    self.effort.bytes += len(response.content)
                    return await read(check(response))
        except PassingFault as fault:
            fault.what += f" ({self._politeness.attempts} tentativas)"
            raise
        raise AssertionError("tenacity either returns or raises")

    async def _once(self, request: Request) -> httpx.Response:
        method = "GET" if request.body is None else "POST"
        asked = time.monotonic()
        async with self._limiter:
            sent = time.monotonic()
            self.effort.waited_s += sent - asked
            self.effort.requests += 1
            try:
                return await self.http.request(
                    method,
                    request.url,
                    params=request.query or None,
                    headers=request.headers,
                    content=request.body,
                )
            except httpx.TimeoutException as error:
                raise PassingFault(
                    f"O {self._title} não respondeu em {self._politeness.timeout_s:g} segundos", where=path(request.url)
                ) from error
            except httpx.TransportError as error:
                if is_tls_refusal(error):
                    raise BadAnswer(
                        f"O {self._title} recusou a conexão segura",
                        where=path(request.url),
                        todo="Confira se o certificado está válido e autorizado, e se a cadeia (_CA_FILE) é a da fonte.",
                    ) from error
                raise PassingFault(
                    f"A conexão com o {self._title} falhou",
                    where=path(request.url),
                    todo="Confira a rede; se persistir, tente mais tarde.",
                ) from error
            finally:
                self.effort.answered(time.monotonic() - sent)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        limit = self._politeness.wait_max_s
        asked = error.retry_after_s if isinstance(error, PassingFault) else None
        return asked if asked is not None else wait_random_exponential(multiplier=0.5, max=limit)(state)

    def _count_retry(self, state: RetryCallState) -> None:
        self.effort.retries += 1
        self.effort.waited_s += state.upcoming_sleep


def refusal(response: httpx.Response, title: str) -> BadAnswer | None:
    """Return what the status of an answer means, null for a good one."""
    where = path(str(response.url))
    if response.status_code in RETRIED_STATUSES:
        return PassingFault(
            f"O {title} respondeu com o código {response.status_code}",
            where=where,
            todo="É um problema na fonte; tente mais tarde.",
            body=response.content,
            retry_after_s=retry_after_s(response.headers.get("retry-after")),
        )
    if response.status_code != httpx.codes.OK:
        return BadAnswer(
            f"O {title} recusou o pedido com o código {response.status_code}",
            where=where,
            todo="Confira o endereço, os códigos de orgaos.yaml e as credenciais com `govhub doctor`.",
            body=response.content,
        )
    return None


def json_body(response: httpx.Response, title: str) -> bytes:
    """Return the body of an answer that promises JSON.

    Raises: PassingFault or BadAnswer for another status, another content, or none.
    """
    failure = refusal(response, title)
    if failure is not None:
        raise failure
    where, body = path(str(response.url)), response.content
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = body.lstrip()[:1]
    if kind not in {"", "application/json", "text/html", "text/plain", "text/json"} and not kind.endswith("+json"):
        raise BadAnswer(f"O {title} entregou conteúdo do tipo {kind} no lugar de JSON", where=where, body=body)
    if start == b"<":
        raise PassingFault(f"O {title} entregou uma página HTML no lugar de dados", where=where, body=body)
    if not start:
        raise PassingFault(f"O {title} entregou uma resposta vazia", where=where, body=body)
    return body


def path(url: str) -> str:
    """Return the path of a URL: what a message may show, without host, query or credentials."""
    return httpx.URL(url).path


def retry_after_s(header: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for, in either of its two forms; null if unreadable."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
