"""Which fields may be the key: those that never repeat in the sample, which is a guess and is told as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from govhub.catalog.draft.fields import FieldGuess

_TYPES = frozenset({"text", "scalar", "bigint", "integer"})
_BEST = re.compile(r"id|codigo|numero|chave|uuid|matricula")
_GOOD = re.compile(r"(^|_)(id|codigo|cod|numero|num|nr|chave|uuid|sigla|placa|matricula|cnpj)(_|$)")
_POOR = re.compile(r"(^|_)(data|dt|hora|nome|descricao|valor|email|telefone|situacao|status)(_|$)")
_TRIED = 14


def guess_key(rows: Sequence[Mapping[str, Any]], fields: Iterable[FieldGuess]) -> tuple[str, ...]:
    """Return the field, or else the pair of fields, that tells all rows of a sample apart; empty if none does.

    A CPF is no key: it may be missing, and it would have to be kept as it came.
    """
    usable = [field for field in fields if field.type in _TYPES and not field.identifier and not field.discard]
    filled = [field for field in usable if all(_at(row, field.source) not in {None, ""} for row in rows)]
    filled.sort(key=_rank)  # stable: of equals, the one that the source sends first
    for size in (1, 2):
        for chosen in combinations(filled[:_TRIED], size):
            seen = {tuple(str(_at(row, field.source)) for field in chosen) for row in rows}
            if len(seen) == len(rows):
                return tuple(field.name for field in chosen)
    return ()


def _rank(field: FieldGuess) -> int:
    if field.lgpd not in {"P0", "P1"} or _POOR.search(field.name):
        return 3
    if _BEST.fullmatch(field.name):
        return 0
    return 1 if _GOOD.search(field.name) else 2


def _at(row: Mapping[str, Any], place: str) -> Any:
    value: Any = row
    for part in place.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return None if isinstance(value, list | dict) else value
