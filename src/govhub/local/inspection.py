"""What `govhub doctor` looks at: what is missing or wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median

from govhub.catalog import Catalog, SystemDeclaration
from govhub.errors import GovhubError
from govhub.extraction.probing import probe
from govhub.lake.storage import Storage
from govhub.local.diagnosis import Finding, configuration, database, guarded, machine, services
from govhub.local.origin import is_simulated, start_command
from govhub.local.simulation import simulator_runs, take_their_place
from govhub.settings import Settings, load_source_settings

__all__ = ["Finding", "doctor"]

_CLOCK_S = 120
_AT_ONCE = 8


def doctor(settings: Settings, catalog: Catalog | None = None) -> list[Finding]:
    """Look at everything that is known to go wrong; nothing is left changed.

    Without a catalog the declarations are read here, and those that do not hold are findings. A look that fails is a
    finding too, so this always returns.
    """
    findings = guarded("configuração", lambda: configuration.settings_given(settings))
    findings += guarded("arquivo .env", lambda: configuration.secrets_closed(settings))
    if catalog is None:
        catalog, refused = configuration.declared(settings)
        findings += refused
    found: Catalog = catalog
    running = services.running_parts(settings)
    findings += guarded("programas", lambda: machine.programs(settings))
    findings += guarded("navegador", lambda: machine.browser(settings))
    findings += guarded("espaço em disco", lambda: machine.room(settings))
    findings += guarded("plataforma", lambda: machine.leftovers(settings))
    findings += guarded("warehouse", lambda: database.warehouse(settings, found))
    findings += guarded("lake", lambda: _lake(settings))
    findings += guarded("plataforma", lambda: services.services(settings, running))
    findings += guarded("manifesto do dbt", lambda: services.manifest(settings, running))
    return findings + guarded("fontes", lambda: _sources(settings, found))


def _lake(settings: Settings) -> Finding:
    """Look whether the lake takes a file, gives it back, lists it and lets it be deleted."""
    storage = Storage(settings.lake_url)
    storage.check()
    return Finding("lake", True, storage.place)


def _sources(settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    """Ask all sources at once: a network that is down takes as long as its slowest silence, not as all together."""
    if is_simulated(settings.home) and not simulator_runs(settings):
        told = f"são as do simulador, que está parado; `{start_command(settings.home)}` o inicia"
        yield Finding("fontes", True, told)
        return
    take_their_place(settings, catalog)
    skews: list[float] = []
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        asked = [
            pool.submit(guarded, name, partial(_source, settings, system, skews))
            for name, system in catalog.systems.items()
        ]
        for answer in asked:
            yield from answer.result()
    if skews and abs(median(skews)) > _CLOCK_S:
        told = f"O desta máquina difere {abs(median(skews)):.0f} s do que as fontes dizem. Acerte-o por NTP."
        yield Finding("relógio da máquina", False, told)


def _source(settings: Settings, system: SystemDeclaration, skews: list[float]) -> Finding:
    """Look whether a source has what it needs, answers, and lets us in."""
    name = system.name
    try:
        source = load_source_settings(name, settings.project_dir)
        if not source.enabled:
            return Finding(name, True, f"desligada por GOVHUB_SOURCE_{name.upper()}_ENABLED")
        reply = probe(system, source)
    except GovhubError as error:
        where = f" ({error.where})" if error.where else ""
        asked_for = f" Acesso: {system.access}." if "credenciais" in error.what else ""
        return Finding(name, False, f"{error.what}{where}. {error.todo}{asked_for}")
    if reply.skew_s is not None:
        skews.append(reply.skew_s)
    return Finding(name, True, reply.told)
