"""A source a hundred times as large takes as much memory: pages, persons, scans and reports stream to the lake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from govhub.local.postgres import EmbeddedPostgres
from govhub_simulator.server import serve

from .conftest import BODY, fresh_warehouse

WALKS = {
    "páginas": ("compras_dados_abertos", ("contrato",)),
    "uma pessoa por pedido": ("siape", ("lista_uorgs", "lista_servidores")),
    "relatório": ("tesouro_gerencial", ("notas_empenho",)),
    "filhos": ("compras_gov", ("contratos", "contratos_inativos", "faturas")),
}
GROWTH_MIB = 140  # a block of a report and the reading of it
_INGEST = """
import json, resource, sys
from govhub.catalog import load_catalog
from govhub.pipeline import Workplace, ingest_resource
from govhub.settings import load_settings
from govhub.lake import runs
runs._PART_ROWS, runs._PART_BYTES = 2000, 1024 * 1024  # what is held at once, made small beside what is read
settings = load_settings()
place = Workplace.of(settings, load_catalog(settings, only=sys.argv[1]))
runs = [ingest_resource(place, sys.argv[1], name) for name in sys.argv[2:]]
print(json.dumps([runs[-1].rows_fetched, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def rows_and_peak(environment: dict[str, str], system: str, names: tuple[str, ...]) -> tuple[int, float]:
    """Ingest in a process of its own; return rows of the last resource and the peak of resident memory in MiB."""
    command = [sys.executable, "-c", _INGEST, system, *names]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    rows, peak = json.loads(done.stdout.strip().splitlines()[-1])
    return rows, peak


@pytest.mark.parametrize("walk", WALKS)
def test_memory_does_not_grow_with_the_source(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, walk: str
) -> None:
    system, names = WALKS[walk]
    prefix = f"GOVHUB_SOURCE_{system.upper()}"
    figures = []
    for scale in (15, 1500):
        home = tmp_path / str(scale)
        with (
            serve(home / "simulador", scale=scale, orgaos_file=BODY) as simulator,
            fresh_warehouse(postgres, template, home) as settings,
        ):
            environment = {**os.environ, **settings, **simulator.environment()}
            environment |= {f"{prefix}_CONCURRENCY": "8", f"{prefix}_PER_MINUTE": "60000"}
            figures.append(rows_and_peak(environment, system, names))

    (few, small), (many, large) = figures
    assert many > 30 * few > 0
    assert large < small + GROWTH_MIB, f"{few} linhas: {small:.0f} MiB; {many} linhas: {large:.0f} MiB"
