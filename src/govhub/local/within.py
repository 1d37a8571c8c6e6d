"""`python -m govhub.local.within PROGRAM ARGUMENT…`: a program of Airflow with the variables of the platform's processes.

The executor of Kubernetes starts each task in a pod of its own by a command that it makes; put before that command, this
gives it what `govhub serve` gives the lasting programs. Probes ask Airflow's own commands the same way.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from govhub.catalog import load_catalog
from govhub.errors import GovhubError
from govhub.local.services import service_environment
from govhub.settings import load_settings, read_environment
from govhub.transformation import prepare_manifest

_TRANSFORMATION = "transform"


def become(arguments: Sequence[str]) -> None:
    """Replace this process by a program; its task's DAG gets the manifest of dbt that it is drawn from.

    Raises: ConfigurationError for a setting that does not fit, or when dbt refuses the project.
    """
    settings = load_settings()
    (settings.home / "logs").mkdir(parents=True, exist_ok=True)
    manifest = settings.home / "dbt" / "target" / "manifest.json"
    if dag_of(arguments) == _TRANSFORMATION and not manifest.exists():
        prepare_manifest(settings)
    variables = service_environment(settings, load_catalog(settings), read_environment())
    os.execvpe(arguments[0], list(arguments), {**os.environ, **variables})  # noqa: S606 - it takes over this process


def dag_of(arguments: Sequence[str]) -> str | None:
    """Return the DAG of the task that a command of Airflow's executors runs, null when it runs none."""
    if "--json-string" not in arguments[:-1]:
        return None
    workload = json.loads(arguments[arguments.index("--json-string") + 1])
    dag: str = workload["ti"]["dag_id"]
    return dag


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Diga o programa: python -m govhub.local.within PROGRAMA ARGUMENTO…")
    try:
        become(sys.argv[1:])
    except GovhubError as error:
        sys.exit(str(error))
    except FileNotFoundError:
        sys.exit(f"O programa «{sys.argv[1]}» não existe nesta imagem; confira o nome.")
