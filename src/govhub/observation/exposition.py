"""What the endpoint serves: figures of the ledger, freshness, warehouse, disk and Airflow as Prometheus metrics.

Names carry their units. Counters are sums over the ledger, so they go on where they were when the endpoint or the whole
platform starts anew; a ledger that is emptied looks to Prometheus like any counter that starts again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from govhub import __version__
from govhub.observation.figures import Figures, ResourceFigures
from govhub.observation.freshness import STATES, freshness
from govhub.observation.overview import Disk
from govhub.observation.sources import Source

_RESOURCE = ("system", "resource")


@dataclass(frozen=True, slots=True)
class Pool:
    """One pool of Airflow: slots in all, and by state."""

    name: str
    limit: int
    slots: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Orchestrator:
    """Airflow as its server tells it: which components are healthy, and its pools where we may ask for them."""

    components: Mapping[str, bool] = field(default_factory=dict)
    pools: tuple[Pool, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one scrape tells. `figures` is null when the warehouse could not be read."""

    now: datetime
    sources: tuple[Source, ...]
    figures: Figures | None
    reading_s: float
    disk: Disk
    orchestrator: Orchestrator


def families(snapshot: Snapshot) -> Iterator[Metric]:
    """Yield every metric of a snapshot; what is not known is left out, and never told as zero."""
    yield _labelled("govhub_info", "A versão que responde; sempre 1.", {"version": __version__}, 1)
    yield GaugeMetricFamily(
        "govhub_warehouse_up", "1 se o warehouse respondeu, 0 se não.", value=float(snapshot.figures is not None)
    )
    yield GaugeMetricFamily(
        "govhub_reading_duration_seconds", "Quanto levou a leitura do warehouse.", value=snapshot.reading_s
    )
    yield GaugeMetricFamily(
        "govhub_disk_free_bytes", "Espaço livre no disco de GOVHUB_HOME.", value=snapshot.disk.free_bytes
    )
    yield GaugeMetricFamily("govhub_disk_size_bytes", "Tamanho desse disco.", value=snapshot.disk.size_bytes)
    yield from _sources(snapshot.sources)
    yield from _orchestrator(snapshot.orchestrator)
    if snapshot.figures is not None:
        yield from _warehouse(snapshot.figures)
        yield from _freshness(snapshot.sources, snapshot.figures, snapshot.now)
        yield from _resources(snapshot.figures, snapshot.now)
        yield from _totals(snapshot.figures)


def _sources(sources: tuple[Source, ...]) -> Iterator[Metric]:
    told: dict[str, tuple[str, Callable[[Source], float]]] = {
        "govhub_source_ready": ("1 se a fonte tem agenda e credenciais.", lambda s: float(s.not_ready is None)),
        "govhub_source_limit_requests_per_minute": ("Pedidos por minuto combinados.", lambda s: s.per_minute),
        "govhub_source_limit_parallel_requests": ("Pedidos ao mesmo tempo combinados.", lambda s: s.concurrency),
        "govhub_source_warn_after_seconds": (
            "Idade dos dados a partir da qual a fonte pede atenção.",
            lambda s: s.declaration.freshness.warn_after_h * 3600,
        ),
        "govhub_source_error_after_seconds": (
            "Idade dos dados a partir da qual a fonte está atrasada.",
            lambda s: s.declaration.freshness.error_after_h * 3600,
        ),
    }
    for name, (about, value) in told.items():
        family = GaugeMetricFamily(name, about, labels=["system"])
        for source in sources:
            family.add_metric([source.name], value(source))
        yield family


def _orchestrator(orchestrator: Orchestrator) -> Iterator[Metric]:
    up = GaugeMetricFamily("govhub_airflow_up", "1 se a parte do Airflow está bem.", labels=["component"])
    for component, well in orchestrator.components.items():
        up.add_metric([component], float(well))
    yield up
    limits = GaugeMetricFamily("govhub_airflow_pool_limit_slots", "Vagas da fila (pool).", labels=["pool"])
    slots = GaugeMetricFamily("govhub_airflow_pool_slots", "Vagas da fila, por estado.", labels=["pool", "state"])
    for pool in orchestrator.pools:
        limits.add_metric([pool.name], pool.limit)
        for state, count in pool.slots.items():
            slots.add_metric([pool.name, state], count)
    yield limits
    yield slots


def _warehouse(figures: Figures) -> Iterator[Metric]:
    yield GaugeMetricFamily("govhub_warehouse_size_bytes", "Tamanho do banco.", value=figures.size_bytes)
    yield GaugeMetricFamily("govhub_warehouse_connections", "Conexões abertas no servidor.", value=figures.connections)
    yield GaugeMetricFamily(
        "govhub_warehouse_limit_connections", "Conexões que ele aceita.", value=figures.connections_limit
    )
    if figures.built_at is not None:
        yield GaugeMetricFamily(
            "govhub_transformation_built_timestamp_seconds",
            "Quando o dbt testou pela última vez o que construiu.",
            value=figures.built_at.timestamp(),
        )


def _freshness(sources: tuple[Source, ...], figures: Figures, now: datetime) -> Iterator[Metric]:
    found = freshness(sources, figures, now)
    counts = Counter((item.system, item.state) for item in found)
    family = GaugeMetricFamily(
        "govhub_source_resources", "Recursos lidos todo dia, por situação do frescor.", labels=["system", "state"]
    )
    for system in dict.fromkeys(item.system for item in found):
        for state in STATES:
            family.add_metric([system, state], counts[system, state])
    yield family


def _resources(figures: Figures, now: datetime) -> Iterator[Metric]:
    """Yield the gauges of ingestions; what never happened has no sample."""
    ingests = [item for item in figures.resources if item.kind == "ingest"]
    told: dict[str, tuple[str, Callable[[ResourceFigures], float | None]]] = {
        "govhub_resource_age_seconds": (
            "Idade dos dados: desde a última carga boa, ou desde o último relatório que chegou.",
            lambda r: (now - r.fresh_at).total_seconds() if r.fresh_at else None,
        ),
        "govhub_resource_running": ("Cargas em curso.", lambda r: r.running),
        "govhub_resource_failures_in_a_row": ("Falhas desde a última carga boa.", lambda r: r.failures),
        "govhub_resource_last_run_timestamp_seconds": (
            "Quando começou a última carga terminada.",
            lambda r: r.last_started_at.timestamp() if r.last_started_at else None,
        ),
        "govhub_resource_last_run_duration_seconds": ("Quanto ela durou.", lambda r: r.last_duration_s),
        "govhub_resource_last_run_rows": ("Linhas que ela recebeu.", lambda r: r.last_rows),
        "govhub_resource_last_run_ok": (
            "1 se ela foi boa.",
            lambda r: float(r.last_status in ("sucesso", "sucesso_vazio")) if r.last_status else None,
        ),
        "govhub_resource_last_run_slowest_answer_seconds": ("Sua resposta mais lenta.", lambda r: r.last_slowest_s),
    }
    for name, (about, value) in told.items():
        family = GaugeMetricFamily(name, about, labels=_RESOURCE)
        for item in ingests:
            known = value(item)
            if known is not None:
                family.add_metric([item.system, item.resource], known)
        yield family


def _totals(figures: Figures) -> Iterator[Metric]:
    """Yield the counters, replays apart from ingestions."""
    yield _by_word(figures, "govhub_runs", "Execuções terminadas, por desfecho.", "status", lambda r: r.runs)
    yield _by_word(figures, "govhub_rows", "Linhas, pelo que houve com elas.", "outcome", lambda r: r.rows)
    told: dict[str, tuple[str, Callable[[ResourceFigures], float]]] = {
        "govhub_run_duration_seconds": ("Tempo de execuções terminadas.", lambda r: r.duration_s),
        "govhub_requests": ("Pedidos feitos às fontes, repetições incluídas.", lambda r: r.requests),
        "govhub_request_retries": ("Pedidos repetidos.", lambda r: r.retries),
        "govhub_request_wait_seconds": (
            "Tempo em que pedidos esperaram, pelo ritmo combinado ou antes de repetir; soma de pedidos simultâneos.",
            lambda r: r.waited_s,
        ),
        "govhub_request_answer_seconds": (
            "Tempo do envio de cada pedido até a resposta inteira; soma de pedidos simultâneos.",
            lambda r: r.answering_s,
        ),
        "govhub_received_bytes": ("Bytes recebidos das fontes.", lambda r: r.bytes),
    }
    for name, (about, value) in told.items():
        family = CounterMetricFamily(name, about, labels=[*_RESOURCE, "kind"])
        for item in figures.resources:
            family.add_metric([item.system, item.resource, item.kind], value(item))
        yield family


def _by_word(
    figures: Figures, name: str, about: str, word: str, counts: Callable[[ResourceFigures], Mapping[str, int]]
) -> Metric:
    family = CounterMetricFamily(name, about, labels=[*_RESOURCE, "kind", word])
    for item in figures.resources:
        for key, count in counts(item).items():
            family.add_metric([item.system, item.resource, item.kind, key], count)
    return family


def _labelled(name: str, about: str, labels: Mapping[str, str], value: float) -> Metric:
    family = GaugeMetricFamily(name, about, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
