"""The address that a person gives, taken apart: path, parameters, who is asked for, and which parameters turn pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from govhub.catalog.loops import SHORT_LOOPS
from govhub.errors import ConfigurationError

_PAGE = ("pagina", "page", "numeropagina", "pagenumber", "pag")
_SIZE = (
    "tamanho", "tamanhopagina", "tamanho_da_pagina", "size", "pagesize", "per_page", "perpage", "limit", "limite", "quantidade"
)  # fmt: skip
_OFFSET = ("offset", "inicio", "skip")
_LOOPS = tuple(name for name in SHORT_LOOPS if name != "once")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it will be declared: `params` without those that turn pages, which `paging` names."""

    path: str
    params: Mapping[str, str]
    loop: str | None
    page: tuple[str, int] | None
    offset: tuple[str, int] | None
    size: tuple[str, int] | None

    def address(self, base_url: str, value: str) -> str:
        """Return the address of the first page, asked for one body."""
        turned = [pair for pair in (self.page, self.offset, self.size) if pair]
        query = {name: text.replace(f"{{{self.loop}}}", value) for name, text in self.params.items()}
        query |= {name: str(number) for name, number in turned}
        path = self.path.replace(f"{{{self.loop}}}", quote(value, safe=""))
        return base_url.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")


def parse_path(text: str) -> Asked:
    """Take apart an address such as `/veiculos/{ug}?pagina=1&tamanho=100`.

    Raises: ConfigurationError for an address that no declaration could hold.
    """
    path, _, query = text.strip().partition("?")
    if not path.startswith("/"):
        raise ConfigurationError(
            "O endereço do recurso não começa por /", where=path, todo="Dê só o que vem depois do endereço da fonte."
        )
    params = dict(parse_qsl(query, keep_blank_values=True))
    names = {name for name in _LOOPS if f"{{{name}}}" in path or any(f"{{{name}}}" in text for text in params.values())}
    left = "".join([path, *params.values()])
    for name in _LOOPS:
        left = left.replace(f"{{{name}}}", "")
    if len(names) > 1 or {"{", "}"} & set(left):
        raise ConfigurationError(
            "O endereço usa chaves que não são {ug} nem {orgao}, ou as duas",
            where=path,
            todo="O começo de uma fonte aceita {ug} ou {orgao}; outros laços se escrevem depois, em 'per'.",
        )
    turning = {kind: _numbered(params, known) for kind, known in (("page", _PAGE), ("offset", _OFFSET))}
    size = _numbered(params, _SIZE) if turning["page"] or turning["offset"] else None
    for pair in (*turning.values(), size):
        if pair:
            params.pop(pair[0])
    return Asked(path, params, next(iter(names), None), turning["page"], turning["offset"], size)


def _numbered(params: Mapping[str, str], known: tuple[str, ...]) -> tuple[str, int] | None:
    """Return the first parameter of a known name that holds a number."""
    return next(
        ((name, int(value)) for name, value in params.items() if name.lower() in known and value.isdigit()), None
    )
