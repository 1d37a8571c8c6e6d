"""What no engine loads: one key with two contents, and a snapshot that shrank beyond belief."""

from __future__ import annotations

import re

from govhub.catalog import ResourceDeclaration
from govhub.errors import SourceError

SHRINK_LIMIT = 0.20
SHRINK_MIN_ROWS = 10


class KeyConflict(SourceError):
    """One natural key came with different contents in one run, and the declaration does not say which wins."""


class ShrinkRefused(SourceError):
    """A complete snapshot lost more of a scope than is believable."""


def key_conflict(resource: ResourceDeclaration, conflicting: int) -> KeyConflict:
    """Return the refusal of so many keys that came with different contents."""
    return KeyConflict(
        f"A fonte entregou conteúdos diferentes para a mesma chave ({', '.join(resource.key)}) em {conflicting} "
        "casos; nada foi gravado",
        todo="Confirme com a fonte qual vale e declare 'duplicates: first' ou 'last' em sources/.",
    )


def shrink_refused(scope: str, live: int, lost: int, scopes: int) -> ShrinkRefused:
    """Return the refusal of `scopes` requests that shrank, of which one lost the most rows."""
    more = f" e em outros {scopes - 1} pedidos" if scopes > 1 else ""
    return ShrinkRefused(
        f"A fonte deixou de enviar {lost} de {live} linhas de {_shown(scope)}{more}, mais que o limite de "
        f"{SHRINK_LIMIT:.0%}; nada foi gravado",
        todo="Se a redução for verdadeira, repita com `govhub ingest … --allow-shrink`.",
    )


def _shown(scope: str) -> str:
    """A scope as a message may show it: the CPF of a person stays out of it."""
    return re.sub(r"(?<!\d)\d{11}(?!\d)", "***", scope)
