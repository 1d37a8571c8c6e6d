"""dbt over bronze at two sizes: everything anew, and one day's changes; and the dashboards over the larger one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from rich.console import Console

from benchmarks.cluster import workplace
from benchmarks.measure import PER_MINUTE, Measure, count, seconds
from benchmarks.volume import a_day_later, multiply, rows_in_bronze
from govhub.pipeline import Workplace, ingest_resource
from govhub.settings import CHECKOUT, Settings, load_settings
from govhub_simulator.server import serve

_SCALE = 300
_DAYS = 10
_PER_COPY = 74_000  # rows that one copy adds, with so many days of the Treasury
_SLOWEST = 12
_PEOPLE = "siape"


@dataclass(frozen=True, slots=True)
class Builds:
    """What dbt took over so many rows of bronze: everything anew, and a day's changes."""

    rows: int
    changed: int
    full_s: float
    daily_s: float


def measure_builds(sizes: tuple[int, ...]) -> list[Measure]:
    """Build at each size, each in a warehouse of its own; the last one is compared with the first."""
    builds = [_build(size) for size in sizes]
    largest = builds[-1]
    rows = f"{count(largest.rows)} linhas no bronze"
    measures = [
        Measure(
            f"dbt, {rows}: construção diária ({count(largest.changed)} linhas mudaram) ÷ completa",
            largest.daily_s, "s", largest.full_s, largest.daily_s / largest.full_s, "≤ 0,1",
        )
    ]  # fmt: skip
    if len(builds) > 1:
        linear = builds[0].full_s * largest.rows / builds[0].rows
        name = f"dbt, {rows}: construção completa ÷ a de {count(builds[0].rows)}, na proporção das linhas"
        measures.append(Measure(name, largest.full_s, "s", linear, largest.full_s / linear, "≤ 1"))
    return measures


def _build(rows: int) -> Builds:
    with workplace({"GOVHUB_ORGAOS_FILE": str(CHECKOUT / "orgaos.yaml")}) as place:
        _load(place)
        with psycopg.connect(place.settings.require("warehouse_url"), autocommit=True) as connection:
            multiply(connection, max(1, (rows - rows_in_bronze(connection)) // _PER_COPY), _DAYS)
            loaded = rows_in_bronze(connection)
            _vacuum(place)
            full = _dbt(place.settings, "--full-refresh")
            changed = a_day_later(connection, "dia-1")
            _vacuum(place)
            daily = _dbt(place.settings)
    return Builds(loaded, changed, full, daily)


def _load(place: Workplace) -> None:
    """Ingest what the simulator serves of every source, people's data included."""
    with (
        tempfile.TemporaryDirectory(prefix="govhub-simulador-") as folder,
        serve(Path(folder), scale=_SCALE, orgaos_file=CHECKOUT / "orgaos.yaml") as simulator,
    ):
        os.environ.update(simulator.environment())  # the cluster's block takes them back
        for name in place.catalog.systems:
            os.environ[f"GOVHUB_SOURCE_{name.upper()}_PER_MINUTE"] = PER_MINUTE
            os.environ[f"GOVHUB_SOURCE_{name.upper()}_CONCURRENCY"] = "8"
        at = Workplace.of(load_settings(), place.catalog)
        for system in place.catalog.systems.values():
            for resource in system.in_load_order():
                if not resource.on_request or system.name == _PEOPLE:
                    ingest_resource(at, system.name, resource.name)


def _vacuum(place: Workplace) -> None:
    with psycopg.connect(place.settings.require("warehouse_admin_url"), autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _dbt(settings: Settings, *arguments: str) -> float:
    """Build with dbt, without the unit tests, which guard the code; return the seconds and tell what was slowest."""
    command = [sys.executable, "-m", "govhub.cli", "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"]
    took = seconds(lambda: subprocess.run([*command, *arguments], check=True))
    results = json.loads((settings.home / "dbt" / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    slowest = sorted(results, key=lambda result: -result["execution_time"])[:_SLOWEST]
    told = ", ".join(f"{result['unique_id'].split('.')[2]} {result['execution_time']:.1f}" for result in slowest)
    Console().print(f"dbt build {' '.join(arguments)}: {took:.1f} s; mais demorados: {told}")
    return took
