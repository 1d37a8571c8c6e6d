"""How late each source is, by what its declaration allows: `freshness` of sources/*.yaml, which dbt checks too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from govhub.catalog import SystemDeclaration
from govhub.observation.figures import Figures, ResourceFigures
from govhub.observation.sources import Source

State = Literal["em_dia", "atencao", "atrasado", "nunca"]
STATES: tuple[State, ...] = ("em_dia", "atencao", "atrasado", "nunca")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How late one resource is; `age` is null where it was never read."""

    system: str
    resource: str
    state: State
    age: timedelta | None


def freshness(sources: tuple[Source, ...], figures: Figures, now: datetime) -> list[Freshness]:
    """Return how late every resource is that should be read day by day, in the order of the declarations.

    A source that is not ready is asked nothing, so nothing of it is late.
    """
    known = ingested(figures)
    return [
        _freshness(source.declaration, resource, known.get((source.declaration.name, resource)), now)
        for source in sources
        if source.not_ready is None
        for resource in source.resources
    ]


def ingested(figures: Figures) -> dict[tuple[str, str], ResourceFigures]:
    """Return the figures of ingestions by system and resource; a replay makes nothing fresher."""
    return {(item.system, item.resource): item for item in figures.resources if item.kind == "ingest"}


def _freshness(system: SystemDeclaration, resource: str, figures: ResourceFigures | None, now: datetime) -> Freshness:
    if figures is None or figures.fresh_at is None:
        return Freshness(system.name, resource, "nunca", None)
    age = now - figures.fresh_at
    state: State = "em_dia"
    if age > timedelta(hours=system.freshness.error_after_h):
        state = "atrasado"
    elif age > timedelta(hours=system.freshness.warn_after_h):
        state = "atencao"
    return Freshness(system.name, resource, state, age)
