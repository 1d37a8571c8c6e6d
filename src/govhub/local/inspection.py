"""`govhub status` and `doctor`: what runs, and what is missing."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass

from govhub.catalog import Catalog
from govhub.errors import GovhubError
from govhub.extraction.probing import probe
from govhub.lake.storage import Storage
from govhub.local import preflight
from govhub.settings import Settings, load_source_settings
from govhub.warehouse.connection import connect, server_of
from govhub.warehouse.setup import check_version


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    what: str
    good: bool
    detail: str


def status(settings: Settings) -> list[Finding]:
    """Return which parts of the stack answer on their ports."""
    return [_listening(part, preflight.port_of(settings, part)) for part in preflight.PORT_SETTINGS]


def doctor(settings: Settings, catalog: Catalog) -> list[Finding]:
    """Look at settings, disk, warehouse, lake and every source; nothing is left changed."""
    findings = [_setting(settings, name) for name in ("warehouse_url", "warehouse_admin_url", "bi_url", "privacy_key")]
    findings.append(_disk(settings))
    if settings.warehouse_url:
        findings.append(_warehouse(settings, catalog))
    findings.append(_lake(settings))
    findings += [_source(settings, catalog, name) for name in catalog.systems]
    return findings


def _listening(part: str, port: int) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(2)
        up = probe.connect_ex(("127.0.0.1", port)) == 0
    return Finding(part, up, f"127.0.0.1:{port}" if up else f"parado (porta {port})")


def _setting(settings: Settings, name: str) -> Finding:
    present = getattr(settings, name) is not None
    return Finding(f"GOVHUB_{name.upper()}", present, "definida" if present else "falta; rode `govhub init`")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home if settings.home.exists() else settings.project_dir).free // 1024**3
    return Finding("espaço em disco", free >= 2, f"{free} GiB livres em {settings.home}")


def _warehouse(settings: Settings, catalog: Catalog) -> Finding:
    """Look whether the warehouse answers, and is that of this version of the code and the declarations."""
    url = settings.require("warehouse_url")
    try:
        with connect(url) as connection:
            check_version(connection, catalog)
    except GovhubError as error:
        return Finding("warehouse", False, f"{server_of(url)}: {error.what}. {error.todo}")
    return Finding("warehouse", True, server_of(url))


def _lake(settings: Settings) -> Finding:
    """Look whether the lake takes a file, gives it back, lists it and lets it be deleted."""
    try:
        storage = Storage(settings.lake_url)
        storage.check()
    except GovhubError as error:
        return Finding("lake", False, str(error))
    return Finding("lake", True, storage.place)


def _source(settings: Settings, catalog: Catalog, name: str) -> Finding:
    """Look whether a source has what it needs, answers, and lets us in."""
    system = catalog.system(name)
    try:
        source = load_source_settings(name, settings.project_dir)
        if not source.enabled:
            return Finding(name, True, f"desligada por GOVHUB_SOURCE_{name.upper()}_ENABLED")
        return Finding(name, True, probe(system, source))
    except GovhubError as error:
        return Finding(name, False, f"{error.what}. {error.todo} Acesso: {system.access}.")
