"""dbt over bronze at two sizes: everything anew, and one day's changes; and dashboards over the largest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from rich.console import Console

from benchmarks.cluster import workplace
from benchmarks.dashboards import measure_dashboards
from benchmarks.measure import PER_MINUTE, Measure, count, seconds
from benchmarks.volume import a_day_later, multiply, rows_in_bronze
from govhub.pipeline import Workplace, ingest_resource
from govhub.settings import CHECKOUT, Settings, load_settings
from govhub_simulator.server import serve

_SCALE = 300
_DAYS = 10
_PER_COPY = 74_000  # rows that one copy adds, with so many days of the Treasury
_SLOWEST = 10
_PEOPLE = "siape"
_GIBIBYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Build:
    """Seconds of one build by the clock, and of its models (seeds and snapshots too) and data tests, one after the other."""

    seconds: float
    models_s: float
    tests_s: float


@dataclass(frozen=True, slots=True)
class Builds:
    """What dbt took over so many rows of bronze: everything anew, and a day's changes; `gibibytes` they take in the end."""

    rows: int
    changed: int
    full: Build
    daily: Build
    gibibytes: float


def measure_builds(sizes: tuple[int, ...]) -> list[Measure]:
    """Build at each size, each in a warehouse of its own; the largest is compared with the smallest, and then looked at."""
    measures: list[Measure] = []
    builds = [_builds(size, measures if size == max(sizes) else None) for size in sorted(sizes)]
    smallest = builds[0]
    for each in builds:
        rows = f"dbt, {count(each.rows)} linhas no bronze"
        if each is not smallest:
            for part, full, at_smallest in (
                ("construção completa", each.full.seconds, smallest.full.seconds),
                ("seus modelos, em sequência", each.full.models_s, smallest.full.models_s),
                ("seus testes de dados, em sequência", each.full.tests_s, smallest.full.tests_s),
            ):
                linear = at_smallest * each.rows / smallest.rows
                name = f"{rows}: {part} ÷ a de {count(smallest.rows)}, na proporção das linhas"
                measures.append(Measure(name, full, "s", linear, full / linear, "≤ 1"))
        for part, daily, full in (
            (
                f"construção diária ({count(each.changed)} linhas mudadas) ÷ completa",
                each.daily.seconds,
                each.full.seconds,
            ),
            ("modelos da diária ÷ os da completa, em sequência", each.daily.models_s, each.full.models_s),
            ("testes de dados da diária ÷ os da completa, em sequência", each.daily.tests_s, each.full.tests_s),
        ):
            measures.append(Measure(f"{rows}: {part}", daily, "s", full, daily / full, "≤ 0,1"))
        measures.append(Measure(f"{rows}: disco do banco ao fim", each.gibibytes, "GiB", 0, 0, "—"))
    return measures


def _builds(rows: int, dashboards: list[Measure] | None) -> Builds:
    """Fill a warehouse and build it; where a list is given, add to it what dashboards take over what was built."""
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
            if dashboards is not None:
                dashboards += measure_dashboards(place.settings, f"{count(loaded)} linhas no bronze")
            return Builds(loaded, changed, full, daily, _size(connection) / _GIBIBYTE)


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
    """Do at once what autovacuum does in the hours between a load and a build."""
    with psycopg.connect(place.settings.require("warehouse_admin_url"), autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _size(connection: Connection[Any]) -> int:
    return int(connection.execute("select pg_database_size(current_database())").fetchone()[0])  # type: ignore[index]


def _dbt(settings: Settings, *arguments: str) -> Build:
    """Build with dbt, without the unit tests, which guard the code; tell what was slowest."""
    command = [sys.executable, "-m", "govhub.cli", "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"]
    took = seconds(lambda: subprocess.run([*command, *arguments], check=True))
    results = json.loads((settings.home / "dbt" / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    nodes = sorted(((result["execution_time"], result["unique_id"]) for result in results), reverse=True)
    tests = [node for node in nodes if node[1].startswith("test.")]
    models = [node for node in nodes if not node[1].startswith("test.")]
    build = Build(took, sum(spent for spent, _ in models), sum(spent for spent, _ in tests))
    Console().print(
        f"dbt build {' '.join(arguments)}: {took:.1f} s; modelos {build.models_s:.1f} s, testes {build.tests_s:.1f} s"
    )
    for kind in (models, tests):
        Console().print("  " + ", ".join(f"{name.split('.')[2]} {spent:.1f}" for spent, name in kind[:_SLOWEST]))
    return build
