"""The sources as this installation reads them: what is read day by day, by which limits, and what is missing for it."""

from __future__ import annotations

from dataclasses import dataclass

from govhub.catalog import Catalog, SystemDeclaration
from govhub.errors import GovhubError
from govhub.pipeline.readiness import not_ready_because, usual_resources
from govhub.settings import Settings, load_source_settings


@dataclass(frozen=True, slots=True)
class Source:
    """One source: the resources that are read day by day, the limits agreed, and why it is not read, if it is not."""

    declaration: SystemDeclaration
    resources: tuple[str, ...]
    not_ready: str | None
    per_minute: int
    concurrency: int

    @property
    def name(self) -> str:
        """Name of the system, as in sources/."""
        return self.declaration.name


def sources_of(settings: Settings, catalog: Catalog) -> tuple[Source, ...]:
    """Return every declared source; settings that do not fit make a source not ready, and disturb no other."""
    return tuple(_source(settings, system) for system in catalog.systems.values())


def reports(catalog: Catalog) -> list[str]:
    """Return the resources that come as files, as `system/resource`."""
    return [
        f"{system.name}/{resource.name}"
        for system in catalog.systems.values()
        for resource in system.resources.values()
        if resource.protocol == "files"
    ]


def _source(settings: Settings, system: SystemDeclaration) -> Source:
    polite = system.politeness
    try:
        agreed = load_source_settings(system.name, settings.project_dir)
        return Source(
            declaration=system,
            resources=tuple(resource.name for resource in usual_resources(settings, system)),
            not_ready=not_ready_because(settings, system),
            per_minute=agreed.per_minute or polite.per_minute,
            concurrency=agreed.concurrency or polite.concurrency,
        )
    except GovhubError as error:
        return Source(system, (), error.what, polite.per_minute, polite.concurrency)
