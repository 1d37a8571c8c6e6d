"""`make bench`: measure, print a table, and write .govhub/bench.json.

python -m benchmarks [--contracts 200000] [--only bronze|children|transform]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.answers import served, write_answers
from benchmarks.baselines import copy_json, normalise_and_insert
from benchmarks.cluster import workplace
from govhub.pipeline import ingest_resource
from govhub.settings import CHECKOUT
from govhub_simulator.server import serve

_CHILDREN = ("historico", "empenhos", "faturas", "cronograma", "itens", "garantias", "responsaveis", "terceirizados")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; `ratio` is value over baseline, in the direction that `aim` tells."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    aim: str


def main() -> None:
    """Run the chosen benchmarks."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--only", choices=("bronze", "children", "transform"))
    options = parser.parse_args()
    measures: list[Measure] = []
    if options.only in {None, "bronze"}:
        measures += measure_bronze(options.contracts)
    if options.only in {None, "children"}:
        measures.append(measure_children())
    if options.only in {None, "transform"}:
        measures.append(measure_transform())
    report(measures)


def measure_bronze(contracts: int) -> list[Measure]:
    """Ingest many contracts from a server that only hands them out, against COPY and INSERT of the same JSON."""
    with tempfile.TemporaryDirectory(prefix="govhub-respostas-") as name:
        folder = Path(name)
        files = write_answers(folder, contracts)
        size = sum(file.stat().st_size for file in files.values()) / 1024**2
        orgaos = folder / "orgaos.yaml"
        orgaos.write_text(
            json.dumps({"orgaos": [{"sigla": "BENCH", "nome": "Órgão de teste", "ugs": list(files)}]}), encoding="utf-8"
        )
        with workplace() as (place, _), served(folder) as url:
            environment = {**os.environ, "GOVHUB_ORGAOS_FILE": str(orgaos), "GOVHUB_SOURCE_COMPRAS_GOV_BASE_URL": url}
            environment["GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE"] = "600000"
            first, again = _ingest_once(environment), _ingest_once(environment)
            copied = copy_json(place.warehouse_url, list(files.values()))
            inserted = normalise_and_insert(place.warehouse_url, list(files.values()))
    rate, copy_rate, insert_rate = contracts / first["seconds"], contracts / copied, contracts / inserted
    again_rate, peak = contracts / again["seconds"], max(first["peak_mib"], again["peak_mib"])
    return [
        Measure(
            f"bronze: {contracts} contratos ({size:.0f} MiB) ÷ COPY",
            rate,
            "linhas/s",
            copy_rate,
            rate / copy_rate,
            "≥ 0,7",
        ),
        Measure("bronze ÷ json-normalise + INSERT", rate, "linhas/s", insert_rate, rate / insert_rate, "≥ 7"),
        Measure("bronze: recarga sem mudança ÷ primeira", again_rate, "linhas/s", rate, again_rate / rate, "≥ 1,2"),
        Measure("bronze: memória residente máxima", peak, "MiB", 1024, peak / 1024, "≤ 1"),
    ]


def _ingest_once(environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ingest_once"]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    figures: dict[str, float] = json.loads(printed.strip().splitlines()[-1])
    return figures


def measure_children(contracts: int = 1000, latency_ms: int = 100, concurrency: int = 16) -> Measure:
    """Read eight children of each contract from a source that takes its time, against what its latency allows."""
    with workplace() as (place, _), serve(scale=contracts, latency_ms=latency_ms) as simulator:
        _point_at(simulator.compras_gov, concurrency)
        for name in ("contratos", "contratos_inativos"):
            ingest_resource(place, "compras_gov", name)
        simulator.reset_metrics()
        seconds = _seconds(lambda: [ingest_resource(place, "compras_gov", name) for name in _CHILDREN])
        calls = simulator.metrics()["requests"]
    limit = calls * latency_ms / 1000 / concurrency
    return Measure(
        f"filhos: {calls} pedidos de {latency_ms} ms, {concurrency} por vez",
        seconds,
        "s",
        limit,
        seconds / limit,
        "≤ 1,15",
    )


def measure_transform() -> Measure:
    """Run `transform` in a real Airflow, against plain `dbt build` of the same nodes beside it."""
    with tempfile.TemporaryDirectory(prefix="govhub-pilha-") as folder:
        from govhub_simulator.server import free_port

        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GOVHUB_", "AIRFLOW_", "SUPERSET_"))
        }
        environment |= {"GOVHUB_ENV_FILE": f"{folder}/.env", "GOVHUB_HOME": f"{folder}/home", "COLUMNS": "200"}
        environment |= {
            f"GOVHUB_{part}_PORT": str(free_port()) for part in ("POSTGRES", "AIRFLOW", "SUPERSET", "SIMULATOR")
        }
        govhub = [sys.executable, "-m", "govhub.cli"]
        try:
            started = subprocess.run(
                [*govhub, "up", "--demo", "--detach"], env=environment, capture_output=True, text=True, check=True
            )
            line = next(line for line in started.stdout.splitlines() if "Segundos de transform" in line)
            orchestrated = float(line.split("│")[2].strip().replace(".", ""))
            build = [*govhub, "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"]
            subprocess.run(build, env=environment, check=True)
            plain = _seconds(lambda: subprocess.run(build, env=environment, check=True))
        finally:
            subprocess.run([*govhub, "down"], env=environment, capture_output=True, check=False)
    return Measure("transform no Airflow ÷ dbt build", orchestrated, "s", plain, orchestrated / plain, "≤ 2")


def report(measures: list[Measure]) -> None:
    """Print the table and write the file."""
    table = Table(title="make bench", title_justify="left")
    for column in ("medida", "valor", "unidade", "base", "razão", "alvo"):
        table.add_column(column)
    for measure in measures:
        figures = [
            f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
            for number in (measure.value, measure.baseline, measure.ratio)
        ]
        table.add_row(measure.name, figures[0], measure.unit, figures[1], figures[2], measure.aim)
    Console().print(table)
    target = CHECKOUT / ".govhub" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    rows = [{key: value for key, value in asdict(measure).items() if key != "aim"} for measure in measures]
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def _point_at(url: str, concurrency: int) -> None:
    os.environ["GOVHUB_SOURCE_COMPRAS_GOV_BASE_URL"] = url
    os.environ["GOVHUB_SOURCE_COMPRAS_GOV_PER_MINUTE"] = "600000"
    os.environ["GOVHUB_SOURCE_COMPRAS_GOV_CONCURRENCY"] = str(concurrency)


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
