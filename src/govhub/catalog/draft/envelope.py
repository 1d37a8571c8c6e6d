"""Where the rows are in an answer, and how the source says where they end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govhub.catalog.draft.request import Asked
from govhub.errors import SourceError

_TOTAL_ROWS = re.compile(
    r"(num|qtd|quantidade)?_?(total|count)_?(de_?)?(registros|rows|items|itens|elements|elementos)?"
)
_TOTAL_PAGES = re.compile(r"(num|total)_?(de_?)?(paginas|pages)|pages|paginas")
_NEXT = ("next", "proximo", "proxima", "proximapagina", "nextpage", "next_page", "proxima_pagina")
_DEPTH = 4
_HELP = "Veja «paging» em docs/como-adicionar-uma-fonte.md e declare à mão, partindo do exemplo (--no-call)."


@dataclass(frozen=True, slots=True)
class Envelope:
    """The rows of one answer, and the paging as it is to be declared (empty: the whole answer is the list)."""

    rows: list[dict[str, Any]]
    place: str
    paging: Mapping[str, Mapping[str, Any]]
    notes: tuple[str, ...] = ()


def open_envelope(answer: Any, asked: Asked) -> Envelope:
    """Find the rows of an answer and the rule by which its pages end.

    Raises: SourceError, with nothing proposed, for an answer without rows or one whose end nothing announces.
    """
    lists = sorted(_lists(answer, ""), key=lambda found: -len(found[1]))
    if not lists:
        if isinstance(answer, dict) and answer and not isinstance(next(iter(answer.values())), list):
            return Envelope(
                [answer], "", {"array": {"single": True}}, ("a resposta é um objeto só, que vira uma linha",)
            )
        raise SourceError(
            "A resposta não traz linha nenhuma, e sem exemplo não há o que propor; nada foi escrito",
            todo="Peça por outra unidade com --value, ou comece do exemplo com --no-call.",
        )
    place, rows = lists[0]
    notes = [f"havia outra lista em «{other}»" for other, _ in lists[1:] if not other.startswith(f"{place}[")]
    paging = _paging(answer if isinstance(answer, dict) else {}, place, len(rows), asked)
    return Envelope(rows, place, paging, tuple(notes))


def _lists(value: Any, place: str, depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every list of objects, with its dotted place."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        yield place, value
    elif isinstance(value, dict) and depth < _DEPTH:
        for name, inner in value.items():
            if "." not in name:
                yield from _lists(inner, f"{place}.{name}" if place else name, depth + 1)


def _paging(envelope: Mapping[str, Any], place: str, count: int, asked: Asked) -> dict[str, dict[str, Any]]:
    total_rows, total_pages = _counter(envelope, _TOTAL_ROWS), _counter(envelope, _TOTAL_PAGES)
    follow = next((name for name in envelope if name.lower() in _NEXT and _is_link(envelope[name])), None)
    if asked.page and (total_rows or total_pages):
        return {"page_number": _numbered(asked, place, total_rows, total_pages)}
    if asked.offset and asked.size and total_rows:
        names = {"offset_param": asked.offset[0], "limit_param": asked.size[0], "limit": asked.size[1]}
        return {"offset": {**names, "rows": place, "total_rows": total_rows}}
    if follow:
        return {"next_link": {"rows": place, "next": follow}}
    if asked.page or asked.offset:
        raise SourceError("A resposta não anuncia quantas linhas ou páginas há, e nada diria se faltou uma", todo=_HELP)
    announced = int(envelope[total_rows]) if total_rows else count
    pages = int(envelope[total_pages]) if total_pages else 1
    if announced > count or pages > 1:
        more = f"{announced} linhas" if announced > count else f"{pages} páginas"
        raise SourceError(
            f"A fonte anuncia {more} e entregou {count} linha(s): há mais páginas; nada foi escrito",
            todo="Repita com os parâmetros de página no endereço, como em --path '/recurso?pagina=1&tamanho=100'.",
        )
    return {"array": {"rows": place}} if place else {}


def _numbered(asked: Asked, place: str, total_rows: str | None, total_pages: str | None) -> dict[str, Any]:
    assert asked.page is not None
    rule: dict[str, Any] = {"page_param": asked.page[0]}
    if asked.size:
        rule |= {"size_param": asked.size[0], "size": asked.size[1]}
    if asked.page[1] != 1:
        rule["first"] = asked.page[1]
    rule["rows"] = place
    usable = total_rows if asked.size or total_pages else None
    if usable is None and total_pages is None:
        raise SourceError("Sem o tamanho da página o total de linhas não diz quantas páginas há", todo=_HELP)
    return rule | {name: value for name, value in (("total_rows", usable), ("total_pages", total_pages)) if value}


def _counter(envelope: Mapping[str, Any], pattern: re.Pattern[str]) -> str | None:
    """Return the name of a number at the top of the answer that counts what the pattern says."""
    for name, value in envelope.items():
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        if isinstance(value, int) and not isinstance(value, bool) and pattern.fullmatch(plain):
            return name
    return None


def _is_link(value: Any) -> bool:
    return value is None or (isinstance(value, str) and ("/" in value or "?" in value))
