"""Which resources of a source are read day by day on this installation, and what the source still lacks for it."""

from __future__ import annotations

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.extraction.access import missing_credentials
from govhub.extraction.editions import channel_access
from govhub.settings import Settings, SourceSettings, load_source_settings


def usual_resources(settings: Settings, system: SystemDeclaration) -> tuple[ResourceDeclaration, ...]:
    """Return what is read when nothing is named, parents first.

    Left out is what is read on request only (unless GOVHUB_SOURCE_<SYSTEM>_RESOURCES wants it), and what needs
    credentials that are missing, as long as something else remains: asked for by name, it says what is missing.
    """
    source = load_source_settings(system.name, settings.project_dir)
    usual = system.usual(source.resources)
    ready = tuple(resource for resource in usual if not _missing(system, resource, source))
    return ready or usual


def not_ready_because(settings: Settings, system: SystemDeclaration) -> str | None:
    """Return why a source can't be read on this installation, in a clause; null when it can."""
    source = load_source_settings(system.name, settings.project_dir)
    if not source.enabled:
        return f"desligada por GOVHUB_SOURCE_{system.name.upper()}_ENABLED"
    lacking = [_missing(system, resource, source) for resource in system.usual(source.resources)]
    if lacking and all(lacking):
        return f"faltam credenciais: {', '.join(lacking[0])}"
    return None


def _missing(system: SystemDeclaration, resource: ResourceDeclaration, source: SourceSettings) -> list[str]:
    access = channel_access(system, source) if resource.protocol == "files" else system.access_of(resource)
    return missing_credentials(system, access, source)
