"""What `govhub status` and `doctor` look at: what runs, and what is missing."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from govhub.catalog import Catalog
from govhub.errors import GovhubError
from govhub.extraction.probing import probe
from govhub.lake.storage import Storage
from govhub.observation.overview import Service
from govhub.settings import Settings, load_source_settings
from govhub.warehouse.connection import connect, server_of

_ANSWER_S = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    what: str
    good: bool
    detail: str


def services(settings: Settings) -> list[Service]:
    """Return which parts of the stack answer where they should, the warehouse apart: it is asked, not only reached."""
    airflow = urlsplit(settings.airflow_url)
    places = {
        "airflow": (airflow.hostname or "127.0.0.1", airflow.port or (443 if airflow.scheme == "https" else 80)),
        "superset": ("127.0.0.1", settings.superset_port),
        "simulator": ("127.0.0.1", settings.simulator_port),
        "metrics": ("127.0.0.1", settings.metrics_port),
    }
    return [_listening(name, *place) for name, place in places.items()]


def doctor(settings: Settings, catalog: Catalog) -> list[Finding]:
    """Look at settings, disk, warehouse, lake and every source; nothing is left changed."""
    findings = [_setting(settings, name) for name in ("warehouse_url", "warehouse_admin_url", "bi_url", "privacy_key")]
    findings.append(_disk(settings))
    if settings.warehouse_url:
        findings.append(_warehouse(settings))
    findings.append(_lake(settings))
    findings += [_source(settings, catalog, name) for name in catalog.systems]
    return findings


def _listening(name: str, host: str, port: int) -> Service:
    try:
        with socket.create_connection((host, port), timeout=_ANSWER_S):
            return Service(name, True, f"{host}:{port}")
    except OSError:
        return Service(name, False, f"{host}:{port}")


def _setting(settings: Settings, name: str) -> Finding:
    present = getattr(settings, name) is not None
    return Finding(f"GOVHUB_{name.upper()}", present, "definida" if present else "falta; rode `govhub init`")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home if settings.home.exists() else settings.project_dir).free // 1024**3
    return Finding("espaço em disco", free >= 2, f"{free} GiB livres em {settings.home}")


def _warehouse(settings: Settings) -> Finding:
    url = settings.require("warehouse_url")
    try:
        with connect(url) as connection:
            connection.execute("select 1 from bronze._runs limit 1")
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
