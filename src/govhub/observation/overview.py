"""What `govhub status` shows: services, warehouse, disk, sources and the newest runs, as one document.

The same document is its JSON: names and states are words of the ledger, instants are ISO 8601, sizes are bytes.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from govhub import __version__
from govhub.catalog import Catalog
from govhub.errors import GovhubError
from govhub.observation.figures import Figures, RecentRun, ResourceFigures, read_figures
from govhub.observation.freshness import STATES, Freshness, State, freshness, ingested
from govhub.observation.sources import Source, reports, sources_of
from govhub.settings import Settings
from govhub.warehouse.connection import server_of

_RUNS = 8
_LOUDEST: tuple[State, ...] = ("atrasado", "nunca", "atencao", "em_dia")


@dataclass(frozen=True, slots=True)
class Service:
    """A part of the platform: whether it answers, and where it was asked."""

    name: str
    up: bool
    detail: str


@dataclass(frozen=True, slots=True)
class WarehouseState:
    """The warehouse: `problem` is the sentence of why it could not be read."""

    up: bool
    server: str | None
    problem: str | None
    size_bytes: int | None
    connections: int | None
    connections_limit: int | None
    built_at: datetime | None


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk of GOVHUB_HOME."""

    path: str
    free_bytes: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: how many of its resources are in which state of freshness, the worst of them, and which failed last.

    `state` is null for a source that is not ready, and where the warehouse tells nothing.
    """

    system: str
    title: str
    ready: bool
    reason: str | None
    state: State | None
    resources: int
    states: dict[str, int]
    running: int
    failed: tuple[str, ...]
    last_run_at: datetime | None
    oldest_data_at: datetime | None
    rows_received: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on one screen."""

    version: str
    generated_at: datetime
    services: tuple[Service, ...]
    warehouse: WarehouseState
    disk: Disk
    sources: tuple[SourceState, ...]
    runs: tuple[RecentRun, ...]


def overview(settings: Settings, catalog: Catalog, services: Iterable[Service]) -> Overview:
    """Look at everything; what does not answer is told in the document, and nothing is raised for it."""
    now = datetime.now(UTC)
    figures, warehouse = _warehouse(settings, catalog)
    return Overview(
        version=__version__,
        generated_at=now,
        services=tuple(services),
        warehouse=warehouse,
        disk=disk_of(settings),
        sources=source_states(sources_of(settings, catalog), figures, now),
        runs=figures.recent if figures else (),
    )


def disk_of(settings: Settings) -> Disk:
    """Return the disk on which the platform writes."""
    usage = shutil.disk_usage(settings.home if settings.home.exists() else settings.project_dir)
    return Disk(str(settings.home), usage.free, usage.total)


def source_states(sources: tuple[Source, ...], figures: Figures | None, now: datetime) -> tuple[SourceState, ...]:
    """Return the state of every source, in the order of the declarations."""
    if figures is None:
        return tuple(_state(source, [], []) for source in sources)
    fresh, known = freshness(sources, figures, now), ingested(figures)
    return tuple(
        _state(
            source,
            [item for item in fresh if item.system == source.name],
            [item for (system, _), item in known.items() if system == source.name],
        )
        for source in sources
    )


def _state(source: Source, fresh: list[Freshness], figures: list[ResourceFigures]) -> SourceState:
    states = Counter(item.state for item in fresh)
    found = [item.last_started_at for item in figures if item.last_started_at]
    loaded = [item.fresh_at for item in figures if item.fresh_at and item.resource in source.resources]
    return SourceState(
        system=source.name,
        title=source.declaration.title,
        ready=source.not_ready is None,
        reason=source.not_ready,
        state=worst(states),
        resources=len(source.resources),
        states={state: states[state] for state in STATES},
        running=sum(item.running for item in figures),
        failed=tuple(item.resource for item in figures if item.failures),
        last_run_at=max(found, default=None),
        oldest_data_at=min(loaded, default=None),
        rows_received=sum(item.rows["fetched"] for item in figures),
    )


def worst(states: Counter[State]) -> State | None:
    """Return the state that asks most loudly for somebody, null where there is none."""
    return next((state for state in _LOUDEST if states[state]), None)


def _warehouse(settings: Settings, catalog: Catalog) -> tuple[Figures | None, WarehouseState]:
    server = None
    try:
        url = settings.require("warehouse_url")
        server = server_of(url)
        figures = read_figures(url, reports(catalog), runs=_RUNS)
    except GovhubError as error:
        return None, WarehouseState(False, server, error.sentence(), None, None, None, None)
    return figures, WarehouseState(
        True, server, None, figures.size_bytes, figures.connections, figures.connections_limit, figures.built_at
    )
