"""The paging families: how a source ends its pages, and how we know that none is missing.

Reading ends where the source announced its end, never because a page came short. A counter that
is missing is an error, not a zero.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import httpx
import orjson

from govhub.catalog.declaration import ArrayPaging, NextLinkPaging, OffsetPaging, PageNumberPaging
from govhub.extraction.answers import BadAnswer, Page, PassingFault, TotalMismatch

PagingRule = ArrayPaging | PageNumberPaging | OffsetPaging | NextLinkPaging


@dataclass(slots=True)
class Answer:
    """One answer taken apart: its rows as a JSON array, its envelope, and the page made of the rows."""

    rows: bytes
    envelope: dict[str, Any]
    body: bytes
    page: Page | None = None

    @property
    def count(self) -> int:
        """How many rows the page holds."""
        return len(self.page.table) if self.page is not None else 0


Unwrap = Callable[[bytes], Answer]
Ask = Callable[[str, dict[str, str], Unwrap], Awaitable[Answer]]


def read_pages(rule: PagingRule, ask: Ask, url: str, params: dict[str, str]) -> AsyncIterator[tuple[Page, int | None]]:
    """Yield the pages of one request scope, each with the total of rows announced so far, if any is.

    `ask` sends one request, unwraps the answer and makes the page of its rows, again if it may get better.
    Raises: BadAnswer for another envelope, TotalMismatch when a page is missing or repeated; the caller must
        then discard the pages already yielded.
    """
    match rule:
        case ArrayPaging():
            return _array(rule, ask, url, params)
        case PageNumberPaging():
            return _page_number(rule, ask, url, params)
        case OffsetPaging():
            return _offset(rule, ask, url, params)
        case NextLinkPaging():
            return _next_link(rule, ask, url, params)


async def _array(
    rule: ArrayPaging, ask: Ask, url: str, params: dict[str, str]
) -> AsyncIterator[tuple[Page, int | None]]:
    def unwrap(body: bytes) -> Answer:
        if rule.rows:
            return _unwrap(body, rule.rows)
        if not body.lstrip().startswith(b"["):
            raise _not_a_list(body)
        return Answer(rows=body, envelope={}, body=body)

    yield _page(await ask(url, params, unwrap)), None


async def _page_number(
    rule: PageNumberPaging, ask: Ask, url: str, params: dict[str, str]
) -> AsyncIterator[tuple[Page, int | None]]:
    number, last, repeated = rule.first, rule.first, _RepeatGuard()
    size = {rule.size_param: str(rule.size)} if rule.size_param else {}
    counter = rule.total_rows or rule.total_pages or ""
    while number <= last:
        answer = await ask(
            url, params | size | {rule.page_param: str(number)}, lambda body: _unwrap(body, rule.rows, counter)
        )
        total = answer.envelope[counter]
        last = rule.first + (total if rule.total_pages else ceil(total / rule.size)) - 1
        repeated.check(answer)
        if number < last and answer.count != rule.size:
            raise _short_page(number, rule.size, answer)
        yield _page(answer), total if rule.total_rows else None
        number += 1


async def _offset(
    rule: OffsetPaging, ask: Ask, url: str, params: dict[str, str]
) -> AsyncIterator[tuple[Page, int | None]]:
    offset, total, repeated = 0, 1, _RepeatGuard()
    while offset < total:
        window = {rule.offset_param: str(offset), rule.limit_param: str(rule.limit)}
        answer = await ask(url, params | window, lambda body: _unwrap(body, rule.rows, rule.total_rows))
        total = answer.envelope[rule.total_rows]
        repeated.check(answer)
        if total > offset + rule.limit and answer.count != rule.limit:
            raise _short_page(offset // rule.limit + 1, rule.limit, answer)
        yield _page(answer), total
        offset += rule.limit


async def _next_link(
    rule: NextLinkPaging, ask: Ask, url: str, params: dict[str, str]
) -> AsyncIterator[tuple[Page, int | None]]:
    def unwrap(body: bytes) -> Answer:
        answer = _unwrap(body, rule.rows)
        if rule.next not in answer.envelope:
            raise BadAnswer(f"A resposta não traz o campo {rule.next}, que diz onde a leitura continua", body=body)
        return answer

    origin, seen, repeated = _origin(url), set[str](), _RepeatGuard()
    address: str | None = url
    while address is not None:
        answer = await ask(address, {} if seen else params, unwrap)
        seen.add(address)
        repeated.check(answer)
        yield _page(answer), None
        link = answer.envelope[rule.next]
        address = str(httpx.URL(address).join(link)) if link else None
        if address in seen:
            raise TotalMismatch("A fonte mandou ler de novo uma página já lida; nada foi gravado", body=answer.body)
        if address is not None and _origin(address) != origin:
            raise BadAnswer("A fonte mandou continuar a leitura em outro servidor; nada foi gravado", body=answer.body)


class _RepeatGuard:
    """Refuses a page that equals the one before: the source ignored the page number."""

    def __init__(self) -> None:
        self._previous = b""

    def check(self, answer: Answer) -> None:
        if answer.count and answer.rows == self._previous:
            raise TotalMismatch("A fonte repetiu a mesma página; nada foi gravado", body=answer.body)
        self._previous = answer.rows


def _page(answer: Answer) -> Page:
    assert answer.page is not None, "ask() makes the page"
    return answer.page


def _unwrap(body: bytes, rows: str, counter: str | None = None) -> Answer:
    """Take an envelope apart; an announced total of zero allows the array to be absent."""
    envelope = _envelope(body)
    total = _counter(envelope, counter, body) if counter else None
    if total == 0 and envelope.get(rows) is None:
        return Answer(rows=b"[]", envelope=envelope, body=body)
    return Answer(rows=orjson.dumps(_rows(envelope, rows, body)), envelope=envelope, body=body)


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PassingFault("A fonte entregou uma resposta truncada ou malformada", body=body) from error
    if not isinstance(envelope, dict):
        raise BadAnswer("A fonte entregou outra coisa no lugar do envelope declarado", body=body)
    return envelope


def _rows(envelope: dict[str, Any], name: str, body: bytes) -> list[Any]:
    rows = envelope.get(name)
    if not isinstance(rows, list):
        raise _not_a_list(body)
    return rows


def _counter(envelope: dict[str, Any], name: str, body: bytes) -> int:
    value = envelope.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadAnswer(
            f"A resposta não traz o total em {name}; sem ele não há como saber se a leitura acabou", body=body
        )
    return value


def _not_a_list(body: bytes) -> BadAnswer:
    start = body.lstrip()[:1]
    if start in b"{[":
        return BadAnswer("A fonte entregou um objeto no lugar da lista prometida; nada foi gravado", body=body)
    return PassingFault("A fonte entregou algo que não é uma lista JSON", body=body)


def _short_page(number: int, expected: int, answer: Answer) -> TotalMismatch:
    return TotalMismatch(
        f"A página {number} trouxe {answer.count} de {expected} linhas antes do fim anunciado; nada foi gravado",
        body=answer.body,
    )


def _origin(url: str) -> tuple[str, str, int | None]:
    parsed = httpx.URL(url)
    return parsed.scheme, parsed.host, parsed.port
