"""Sources of JSON: contracts of Compras.gov and TED plans of TransfereGov, against COPY and INSERT of the same JSON."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.answers import served, write_contracts, write_plans
from benchmarks.baselines import copy_json, normalise_and_insert
from benchmarks.cluster import workplace, write_bodies
from benchmarks.measure import Ingestion, Measure, count, ingest_once, seconds, source
from govhub.pipeline import ingest_resource
from govhub_simulator.server import serve
from govhub_simulator.world import Body

_CHILDREN = ("historico", "empenhos", "faturas", "cronograma", "itens", "garantias", "responsaveis", "terceirizados")
_PAGE_SIZE = 1000  # the limit of the modules TED and Fundo a Fundo
_RECEIVERS = Body("BENCH", "Órgão de teste", tuple(f"{700000 + n:06d}" for n in range(10)), "1234", "70000", "70000")


def measure_bronze(contracts: int) -> list[Measure]:
    """Ingest many contracts from a server that only hands them out."""
    with tempfile.TemporaryDirectory(prefix="govhub-respostas-") as name:
        folder = Path(name)
        files = write_contracts(folder, contracts)
        size = sum(file.stat().st_size for file in files.values()) / 1024**2
        orgaos = write_bodies(folder, Body("BENCH", "Órgão de teste", tuple(files)))
        with served(folder) as url, workplace(orgaos | source("compras_gov", url)) as place:
            first = ingest_once("compras_gov", "contratos")
            again = ingest_once("compras_gov", "contratos")
            copied = copy_json(place.warehouse_url, list(files.values()))
            inserted = normalise_and_insert(place.warehouse_url, list(files.values()))
    rate, copy_rate, insert_rate = contracts / first.seconds, contracts / copied, contracts / inserted
    again_rate, peak = contracts / again.seconds, max(first.peak_mib, again.peak_mib)
    title = f"bronze: {count(contracts)} contratos ({size:.0f} MiB) ÷ COPY"
    return [
        Measure(title, rate, "linhas/s", copy_rate, rate / copy_rate, "≥ 0,7"),
        Measure("bronze ÷ json-normalise + INSERT", rate, "linhas/s", insert_rate, rate / insert_rate, "≥ 7"),
        Measure("bronze: recarga sem mudança ÷ primeira", again_rate, "linhas/s", rate, again_rate / rate, "≥ 1,2"),
        Measure("bronze: memória residente máxima", peak, "MiB", 1024, peak / 1024, "≤ 1"),
    ]


def ingest_contracts(contracts: int) -> Ingestion:
    """Ingest so many contracts into a warehouse of its own from a server that only hands them out."""
    with tempfile.TemporaryDirectory(prefix="govhub-respostas-") as name:
        folder = Path(name)
        files = write_contracts(folder, contracts)
        orgaos = write_bodies(folder, Body("BENCH", "Órgão de teste", tuple(files)))
        with served(folder) as url, workplace(orgaos | source("compras_gov", url)):
            run = ingest_once("compras_gov", "contratos")
    assert run.rows == contracts
    return run


def measure_children(contracts: int = 1000, latency_ms: int = 100, concurrency: int = 16) -> list[Measure]:
    """Read eight children of each contract from a source that takes its time, against what its latency allows."""
    with (
        tempfile.TemporaryDirectory(prefix="govhub-simulador-") as files,
        serve(Path(files), scale=contracts, latency_ms=latency_ms) as simulator,
        workplace(source("compras_gov", simulator.compras_gov, concurrency=str(concurrency))) as place,
    ):
        for name in ("contratos", "contratos_inativos"):
            ingest_resource(place, "compras_gov", name)
        simulator.reset_metrics()
        taken = seconds(lambda: [ingest_resource(place, "compras_gov", name) for name in _CHILDREN])
        calls = simulator.metrics()["requests"]
    limit = calls * latency_ms / 1000 / concurrency
    title = f"filhos: {count(calls)} pedidos de {latency_ms} ms, {concurrency} por vez"
    return [Measure(title, taken, "s", limit, taken / limit, "≤ 1,15")]


def measure_transferegov(plans: int = 100_000) -> list[Measure]:
    """Ingest TED plans in pages of a thousand from a server that only hands them out."""
    with tempfile.TemporaryDirectory(prefix="govhub-respostas-") as name:
        folder = Path(name)
        files = write_plans(folder, _RECEIVERS, plans, _PAGE_SIZE)
        size = sum(file.stat().st_size for file in files) / 1024**2
        orgaos = write_bodies(folder, _RECEIVERS)
        with served(folder) as url, workplace(orgaos | source("transferegov_ted", url)) as place:
            run = ingest_once("transferegov_ted", "planos_acao_recebidos")
            copied = copy_json(place.warehouse_url, files, rows_in="data")
    assert run.rows == plans
    rate, copy_rate = plans / run.seconds, plans / copied
    title = f"transferegov: {count(plans)} planos de TED ({size:.0f} MiB), {count(_PAGE_SIZE)} por página ÷ COPY"
    return [Measure(title, rate, "linhas/s", copy_rate, rate / copy_rate, "≥ 0,7")]
