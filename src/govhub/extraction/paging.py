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

from govhub.catalog.paging import ArrayPaging, NextLinkPaging, OffsetPaging, PageNumberPaging, ScanPaging
from govhub.extraction.answers import BadAnswer, Page, PassingFault, TotalMismatch, as_json

PagingRule = ArrayPaging | PageNumberPaging | OffsetPaging | NextLinkPaging | ScanPaging


@dataclass(slots=True)
class Answer:
    """One answer taken apart: its rows as a JSON array, its envelope, and the page made of the rows.

    `nothing` is true when the source said, in a known way, that there is nothing.
    """

    rows: bytes
    envelope: dict[str, Any]
    body: bytes
    page: Page | None = None
    nothing: bool = False

    @property
    def count(self) -> int:
        """How many objects the page holds."""
        return self.page.items if self.page is not None else 0


Unwrap = Callable[[bytes], Answer]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one page asks beyond its scope: query parameters, a number for the templates, or a whole address."""

    query: dict[str, str]
    numbered: dict[str, str]
    address: str | None = None


Ask = Callable[[Turn, Unwrap], Awaitable[Answer]]
Pages = AsyncIterator[tuple[Page, int | None]]


def nothing(body: bytes) -> Answer:
    """Return the answer of a source that said that there is nothing."""
    return Answer(rows=b"[]", envelope={}, body=body, nothing=True)


def read_pages(rule: PagingRule, ask: Ask, url: str) -> Pages:
    """Yield the pages of one request scope, each with the total of rows announced so far, if any is.

    `ask` sends one request, unwraps the answer and makes the page of its rows, again if it may get better; `url` is
    the address of the first request.
    Raises: BadAnswer for another envelope, TotalMismatch when a page is missing or repeated; the caller must
        then discard the pages already yielded.
    """
    match rule:
        case ArrayPaging():
            return _array(rule, ask)
        case PageNumberPaging():
            return _page_number(rule, ask)
        case OffsetPaging():
            return _offset(rule, ask)
        case NextLinkPaging():
            return _next_link(rule, ask, url)
        case ScanPaging():
            return _scan(rule, ask)


async def _array(rule: ArrayPaging, ask: Ask) -> Pages:
    yield _page(await ask(Turn({}, {}), lambda body: _whole(rule, body))), None


async def _scan(rule: ScanPaging, ask: Ask) -> Pages:
    number, missed = rule.first, 0
    while missed < rule.misses:
        answer = await ask(Turn({}, {rule.param: str(number).zfill(rule.width)}), _one)
        missed = missed + 1 if answer.nothing else 0
        if not answer.nothing:
            yield _page(answer), None
        number += 1


async def _page_number(rule: PageNumberPaging, ask: Ask) -> Pages:
    number, last, repeated = rule.first, rule.first, _RepeatGuard()
    size = {rule.size_param: str(rule.size)} if rule.size_param else {}
    first_total: int | None = None
    while number <= last:
        answer = await ask(Turn(size | {rule.page_param: str(number)}, {}), lambda body: _numbered(rule, body))
        if answer.nothing:
            yield _page(answer), 0 if rule.total_rows else None
            return
        rows = int(answer.envelope[rule.total_rows]) if rule.total_rows else None
        pages = answer.envelope[rule.total_pages] if rule.total_pages else ceil((rows or 0) / (rule.size or 1))
        if first_total is not None and rows is not None and rows != first_total:
            raise PassingFault(
                f"O total anunciado mudou de {first_total} para {rows} durante a leitura; nada foi gravado",
                todo="As linhas mudaram de página enquanto eram lidas; tente de novo.",
                body=answer.body,
            )
        first_total = rows
        last = rule.first + pages - 1
        repeated.check(answer)
        if number < last and rule.size is not None and answer.count != rule.size:
            raise _short_page(number, rule.size, answer)
        yield _page(answer), rows
        number += 1


async def _offset(rule: OffsetPaging, ask: Ask) -> Pages:
    offset, total, repeated = 0, 1, _RepeatGuard()
    while offset < total:
        window = {rule.offset_param: str(offset), rule.limit_param: str(rule.limit)}
        answer = await ask(Turn(window, {}), lambda body: _unwrap(body, rule.rows, (rule.total_rows,)))
        total = answer.envelope[rule.total_rows]
        repeated.check(answer)
        if total > offset + rule.limit and answer.count != rule.limit:
            raise _short_page(offset // rule.limit + 1, rule.limit, answer)
        yield _page(answer), total
        offset += rule.limit


async def _next_link(rule: NextLinkPaging, ask: Ask, url: str) -> Pages:
    def unwrap(body: bytes) -> Answer:
        answer = _unwrap(body, rule.rows)
        if rule.next not in answer.envelope:
            raise BadAnswer(f"A resposta não traz o campo {rule.next}, que diz onde a leitura continua", body=body)
        return answer

    origin, seen, repeated = _origin(url), {url}, _RepeatGuard()
    current, address = url, None
    while True:
        answer = await ask(Turn({}, {}, address), unwrap)
        repeated.check(answer)
        yield _page(answer), None
        link = answer.envelope[rule.next]
        if not link:
            return
        current = address = str(httpx.URL(current).join(link))
        if address in seen:
            raise TotalMismatch("A fonte mandou ler de novo uma página já lida; nada foi gravado", body=answer.body)
        if _origin(address) != origin:
            raise BadAnswer("A fonte mandou continuar a leitura em outro servidor; nada foi gravado", body=answer.body)
        seen.add(address)


class _RepeatGuard:
    """Refuses a page that equals the one before: the source ignored the page number."""

    def __init__(self) -> None:
        self._previous = b""

    def check(self, answer: Answer) -> None:
        if answer.count and answer.rows == self._previous:
            raise TotalMismatch("A fonte repetiu a mesma página; nada foi gravado", body=answer.body)
        self._previous = answer.rows


def lookup(document: Any, path: str) -> Any:
    """Return the value at a dotted path, null where there is none."""
    for part in path.split("."):
        if not isinstance(document, dict):
            return None
        document = document.get(part)
    return document


def _page(answer: Answer) -> Page:
    assert answer.page is not None, "ask() makes the page"
    return answer.page


def _whole(rule: ArrayPaging, body: bytes) -> Answer:
    if not rule.rows and not rule.single:
        if not body.lstrip().startswith(b"["):
            raise _not_a_list(body)
        return Answer(rows=body, envelope={}, body=body)
    if not rule.single:
        return _unwrap(body, rule.rows)
    envelope = _envelope(body)
    item = lookup(envelope, rule.rows) if rule.rows else envelope
    if not isinstance(item, dict):
        raise BadAnswer("A fonte entregou outra coisa no lugar do objeto prometido; nada foi gravado", body=body)
    return Answer(rows=as_json([item], body), envelope=envelope, body=body)


def _one(body: bytes) -> Answer:
    return Answer(rows=as_json([_envelope(body)], body), envelope={}, body=body)


def _numbered(rule: PageNumberPaging, body: bytes) -> Answer:
    return _unwrap(body, rule.rows, tuple(name for name in (rule.total_rows, rule.total_pages) if name))


def _unwrap(body: bytes, rows: str, counters: tuple[str, ...] = ()) -> Answer:
    """Take an envelope apart; an announced total of zero allows the array to be absent."""
    envelope, array = _cut(body, rows) or (_envelope(body), None)
    totals = {_counter(envelope, counter, body) for counter in counters}
    if array is None and totals == {0} and lookup(envelope, rows) is None:
        array = b"[]"
    return Answer(rows=array or as_json(_rows(envelope, rows, body), body), envelope=envelope, body=body)


def _cut(body: bytes, rows: str) -> tuple[dict[str, Any], bytes] | None:
    """Cut the array out of an envelope as it is, which is six times faster than to parse it and write it anew.

    Only one closing bracket in the whole body is sure to be the array's; null where there are others, or where the
    rest is not an envelope around this array.
    """
    start, end = body.find(b"["), body.find(b"]")
    if not 0 <= start < end or end != body.rfind(b"]"):
        return None
    try:
        envelope = orjson.loads(body[:start] + b"[]" + body[end + 1 :])
    except orjson.JSONDecodeError:
        return None
    return (envelope, body[start : end + 1]) if lookup(envelope, rows) == [] else None


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PassingFault("A fonte entregou uma resposta truncada ou malformada", body=body) from error
    if not isinstance(envelope, dict):
        raise BadAnswer("A fonte entregou outra coisa no lugar do envelope declarado", body=body)
    return envelope


def _rows(envelope: dict[str, Any], name: str, body: bytes) -> list[Any]:
    rows = lookup(envelope, name)
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
