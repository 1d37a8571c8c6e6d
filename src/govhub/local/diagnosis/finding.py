"""One thing looked at, and how a look that fails is itself told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psycopg

from govhub.errors import GovhubError
from govhub.warehouse.connection import explained

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    what: str
    good: bool
    detail: str


def guarded(what: str, look: Callable[[], Finding | Iterable[Finding]]) -> list[Finding]:
    """Return what a look found; a look that fails is a finding of its own, so that the others are still told."""
    told: list[Finding] = []
    try:
        found = look()
        for finding in [found] if isinstance(found, Finding) else found:
            told.append(finding)  # noqa: PERF402 - what came before a failure is kept
    except GovhubError as error:
        told.append(Finding(what, False, str(error)))
    except psycopg.Error as error:
        told.append(Finding(what, False, str(explained(error))))
    except Exception as error:
        logger.debug("a look at %s failed", what, exc_info=True)
        ours = f"A conferência falhou no próprio Gov Hub ({type(error).__name__}). Abra um chamado com esta linha."
        told.append(Finding(what, False, ours))
    return told


def few(names: Iterable[str], limit: int = 3) -> str:
    """Return some names and how many more there are, such as «a, b, c e mais 4»."""
    listed = list(names)
    more = f" e mais {len(listed) - limit}" if len(listed) > limit else ""
    return ", ".join(listed[:limit]) + more
