"""SIAPE: one SOAP question per person and operation, from a source that takes its time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.answers import process
from benchmarks.cluster import workplace, write_bodies
from benchmarks.measure import Measure, count, seconds, source
from benchmarks.siape_server import BODY
from govhub.pipeline import ingest_resource
from govhub_simulator.server import free_port
from govhub_simulator.siape.gateway import (
    AUTHORISED_CPF,
    PASSWORD,
    SYSTEM_CODE,
    SYSTEM_NAME,
    SYSTEM_PASSWORD,
    USERNAME,
)

_LISTS = ("lista_uorgs", "lista_servidores")
_OPERATIONS = (
    "consulta_dados_pessoais",
    "consulta_dados_funcionais",
    "consulta_dados_uorg",
    "consulta_dados_financeiros",
    "consulta_dados_afastamento",
)


def measure_siape(people: int = 10_000, latency_ms: int = 50, concurrency: int = 8) -> list[Measure]:
    """Ask five questions about each person, to the committed tables, against what the latency allows."""
    port = free_port()
    settings = source(
        "siape",
        f"http://127.0.0.1:{port}",
        concurrency=str(concurrency),
        username=USERNAME,
        password=PASSWORD,
        cpf=AUTHORISED_CPF,
        system_code=SYSTEM_CODE,
        system_name=SYSTEM_NAME,
        system_password=SYSTEM_PASSWORD,
    )
    with (
        tempfile.TemporaryDirectory(prefix="govhub-orgaos-") as folder,
        process("benchmarks.siape_server", str(port), str(people), str(latency_ms), port=port),
        workplace(settings | write_bodies(Path(folder), BODY)) as place,
    ):
        for name in _LISTS:
            ingest_resource(place, "siape", name)
        calls = 0

        def ask() -> None:
            nonlocal calls
            for name in _OPERATIONS:
                calls += ingest_resource(place, "siape", name).scopes

        taken = seconds(ask)
    limit = calls * latency_ms / 1000 / concurrency
    title = f"siape: {count(calls)} consultas de {latency_ms} ms, {concurrency} por vez"
    return [Measure(title, taken, "s", limit, taken / limit, "≤ 1,15")]
