"""The Prometheus endpoint: each scrape is one look at warehouse, disk and Airflow; scrapes close together share one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError, GovhubError
from govhub.observation.exposition import Orchestrator, Snapshot, families
from govhub.observation.figures import Figures, read_figures
from govhub.observation.overview import disk_of
from govhub.observation.sources import reports, sources_of
from govhub.settings import Settings

logger = logging.getLogger(__name__)
_SHARED_S = 5.0
Look = Callable[[], Orchestrator]


class Observer(Collector):
    """Takes a snapshot when it is scraped, and keeps it for a few seconds: more scrapers are no more work."""

    def __init__(self, settings: Settings, catalog: Catalog, look: Look) -> None:
        self._settings, self._catalog, self._look = settings, catalog, look
        self._lock = threading.Lock()
        self._kept: Snapshot | None = None
        self._kept_until = 0.0
        self._was_up = True

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of this moment."""
        with self._lock:
            if self._kept is None or time.monotonic() > self._kept_until:
                self._kept = self._snapshot()
                self._kept_until = time.monotonic() + _SHARED_S
            kept = self._kept
        yield from families(kept)

    def describe(self) -> list[Metric]:
        """Return nothing: to start is not to be scraped."""
        return []

    def _snapshot(self) -> Snapshot:
        started = time.monotonic()
        figures = self._figures()
        return Snapshot(
            now=datetime.now(UTC),
            sources=sources_of(self._settings, self._catalog),
            figures=figures,
            reading_s=time.monotonic() - started,
            disk=disk_of(self._settings),
            orchestrator=self._look(),
        )

    def _figures(self) -> Figures | None:
        """Read the warehouse; that it is away is logged when it begins, not with every scrape."""
        try:
            figures = read_figures(self._settings.require("warehouse_url"), reports(self._catalog))
        except GovhubError as error:
            if self._was_up:
                logger.error("%s", error)
            self._was_up = False
            return None
        self._was_up = True
        return figures


def serve_metrics(settings: Settings, catalog: Catalog, look: Look) -> tuple[WSGIServer, threading.Thread]:
    """Start the endpoint on GOVHUB_LISTEN and GOVHUB_METRICS_PORT; return its server and the thread that serves.

    Raises: ConfigurationError when the port is taken.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Observer(settings, catalog, look))
    try:
        return start_http_server(settings.metrics_port, addr=settings.listen, registry=registry)
    except OSError as error:
        raise ConfigurationError(
            f"A porta {settings.metrics_port} não pôde ser aberta em {settings.listen}",
            todo="Encerre quem a usa ou escolha outra em GOVHUB_METRICS_PORT.",
        ) from error
