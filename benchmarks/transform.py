"""`transform` in a real Airflow, against plain `dbt build` of the same nodes beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from benchmarks.measure import Measure, seconds
from govhub_simulator.server import free_port, free_ports

_SIMULATOR_PORTS = 3


def measure_transform() -> list[Measure]:
    """Start the whole stack, take what its first transform took, and run dbt beside it."""
    with tempfile.TemporaryDirectory(prefix="govhub-pilha-") as folder:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GOVHUB_", "AIRFLOW_", "SUPERSET_"))
        }
        environment |= {"GOVHUB_ENV_FILE": f"{folder}/.env", "GOVHUB_HOME": f"{folder}/home", "COLUMNS": "200"}
        environment |= {f"GOVHUB_{part}_PORT": str(free_port()) for part in ("POSTGRES", "AIRFLOW", "SUPERSET")}
        environment["GOVHUB_SIMULATOR_PORT"] = str(free_ports(_SIMULATOR_PORTS))
        govhub = [sys.executable, "-m", "govhub.cli"]
        try:
            started = subprocess.run(
                [*govhub, "up", "--demo", "--detach"], env=environment, capture_output=True, text=True, check=False
            )
            if started.returncode:
                raise RuntimeError(started.stdout + started.stderr)
            line = next(line for line in started.stdout.splitlines() if "Segundos de transform" in line)
            orchestrated = float(line.split("│")[2].strip().replace(".", ""))
            build = [*govhub, "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"]
            subprocess.run(build, env=environment, check=True)
            plain = seconds(lambda: subprocess.run(build, env=environment, check=True))
        finally:
            subprocess.run([*govhub, "down"], env=environment, capture_output=True, check=False)
    return [Measure("transform no Airflow ÷ dbt build", orchestrated, "s", plain, orchestrated / plain, "≤ 2")]
