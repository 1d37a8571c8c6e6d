"""One warehouse per source, walked once from the simulator; the standard connector tests look at it and disturb it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from govhub.catalog import Catalog, ResourceDeclaration, SystemDeclaration, load_catalog
from govhub.catalog.loops import YearsLoop
from govhub.local.postgres import EmbeddedPostgres
from govhub.pipeline import Request, ingest_resource
from govhub.settings import CHECKOUT, load_settings
from govhub.warehouse.ledger import Run
from govhub_simulator.server import Simulator

from ..conftest import Warehouse, fresh_warehouse

SYSTEMS = sorted(file.stem for file in (CHECKOUT / "sources").glob("*.yaml"))


class Journal(logging.Handler):
    """Keeps every line that anything logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _shortened(resource: ResourceDeclaration) -> ResourceDeclaration:
    """Scan no further than the simulator's longest gap, and one year only: patience would take most of the time."""
    if resource.paging.scan is None:
        return resource
    per = tuple(loop.model_copy(update={"years": 1}) if isinstance(loop, YearsLoop) else loop for loop in resource.per)
    per = tuple(loop.model_copy(update={"years": 1}) if isinstance(loop, YearsLoop) else loop for loop in resource.per)
    scan = resource.paging.scan.model_copy(update={"misses": 12})
    paging = resource.paging.model_copy(update={"scan": scan})
    return resource.model_copy(update={"per": per, "paging": paging})


@dataclass(slots=True)
class Walked:
    """A source whose every resource was read once."""

    warehouse: Warehouse
    system: SystemDeclaration
    simulator: Simulator
    runs: dict[str, Run] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)

    @property
    def resources(self) -> tuple[ResourceDeclaration, ...]:
        """Every resource, parents first."""
        return self.system.in_load_order()

    @property
    def services(self) -> tuple[ResourceDeclaration, ...]:
        """The resources that are asked of a service, parents first."""
        return tuple(resource for resource in self.resources if resource.protocol != "files")

    def ingest(
        self, resource: ResourceDeclaration, *, complete: bool = True, attempts: int = 3, timeout_s: float = 2.0
    ) -> Run:
        """Read one resource, impatiently."""
        place = self.warehouse.place
        politeness = self.system.politeness.model_copy(
            update={"attempts": attempts, "wait_max_s": 0.02, "timeout_s": timeout_s}
        )
        resources = {name: _shortened(declared) for name, declared in self.system.resources.items()}
        hasty = self.system.model_copy(update={"politeness": politeness, "resources": resources})
        systems: Mapping[str, SystemDeclaration] = {**place.catalog.systems, hasty.name: hasty}
        object.__setattr__(place, "catalog", Catalog(systems=systems, bodies=place.catalog.bodies))
        return ingest_resource(place, hasty.name, resource.name, Request(complete=complete, allow_shrink=True))

    def count(self, resource: ResourceDeclaration, condition: str = "_deleted_at is null") -> int:
        """Count rows of a bronze table."""
        return int(self.warehouse.one(f"select count(*) from bronze.{resource.table} where {condition}"))


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SYSTEMS])
def walked(
    request: pytest.FixtureRequest,
    postgres: EmbeddedPostgres,
    template: str,
    _running_simulator: Simulator,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Walked]:
    home: Path = tmp_path_factory.mktemp(request.param)
    _running_simulator.disarm()
    with pytest.MonkeyPatch.context() as patch, fresh_warehouse(postgres, template, home) as environment:
        for name, value in {**environment, **_running_simulator.environment()}.items():
            patch.setenv(name, value)
        patch.setenv(f"GOVHUB_SOURCE_{request.param.upper()}_PER_MINUTE", "60000")
        patch.setenv(f"GOVHUB_SOURCE_{request.param.upper()}_CONCURRENCY", "8")
        settings = load_settings()
        catalog = load_catalog(settings)
        found = Walked(Warehouse(settings, catalog, environment), catalog.system(request.param), _running_simulator)
        root = logging.getLogger()
        level = root.level
        root.addHandler(found.journal)
        root.setLevel(logging.DEBUG)
        try:
            for resource in found.resources:
                found.runs[resource.name] = found.ingest(resource, complete=False)
        finally:
            root.removeHandler(found.journal)
            root.setLevel(level)
        yield found
        _running_simulator.disarm()
