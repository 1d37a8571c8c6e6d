"""Every long-running program by name: what starts it, with which variables. One machine runs all, a container one."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.local.airflow import (
    airflow_commands,
    celery_commands,
    keep_password,
    make_pools,
    pool_texts,
    prepare_airflow,
)
from govhub.local.airflow_environment import airflow_environment
from govhub.local.databases import prepare_databases
from govhub.local.postgres import SUPERUSER
from govhub.local.processes import Service
from govhub.local.simulation import SCALE, simulated_sources, simulator_command
from govhub.settings import Settings
from govhub.transformation import generate_docs, prepare_manifest
from govhub.warehouse.address import engine_name
from govhub.warehouse.engines import engine_of

_WORKER_CONCURRENCY = 4
_PARSING = frozenset({"airflow-scheduler", "airflow-dags", "airflow-triggerer", "airflow-worker"})
_WATCHING = frozenset({"AIRFLOW__CELERY__FLOWER_BASIC_AUTH"})  # the administrator's password
# A worker runs the tasks, and asks for the rest of Airflow by its API, with the token of each task.
_NOT_FOR_WORKERS = frozenset(
    {
        "AIRFLOW_METADATA_URL",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "AIRFLOW__API__SECRET_KEY",
        "AIRFLOW__API_AUTH__JWT_SECRET",
    }
)
SERVICES = (*airflow_commands(), *celery_commands(1, ""), "simulator")


def service(settings: Settings, catalog: Catalog, secrets: Mapping[str, str], name: str) -> Service:
    """Return one program and everything that it needs in its environment; `secrets` is the merged environment.

    Raises: ConfigurationError for an unknown name.
    """
    if name == "simulator":
        return Service(name, simulator_command(settings, int(os.environ.get("GOVHUB_SIMULATOR_SCALE", SCALE))), {})
    concurrency = int(os.environ.get("GOVHUB_WORKER_CONCURRENCY", _WORKER_CONCURRENCY))
    commands = {**airflow_commands(), **celery_commands(concurrency, socket.gethostname())}
    if name not in commands:
        raise ConfigurationError(f"Não há o serviço «{name}»", todo=f"Escolha entre {', '.join(SERVICES)}.")
    variables = service_environment(settings, catalog, secrets)
    if name in _PARSING and not (settings.home / "dbt" / "target" / "manifest.json").exists():
        prepare_manifest(settings)  # a machine with a disk of its own; `prepare` made that of the others
    if name == "airflow-api" and settings.airflow_login == "simple":
        keep_password(settings.home / "airflow", secrets)
    kept_back = (_WATCHING if name != "airflow-flower" else frozenset()) | (
        _NOT_FOR_WORKERS if name == "airflow-worker" else frozenset()
    )
    return Service(name, commands[name], {key: value for key, value in variables.items() if key not in kept_back})


def service_environment(settings: Settings, catalog: Catalog, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that Airflow's programs are given here; `secrets` is the merged environment."""
    variables = {**airflow_environment(settings, secrets), "GOVHUB_HOME": str(settings.home)}
    if settings.simulator_host:
        variables |= simulated_sources(settings, catalog)
    return variables


def prepare(settings: Settings, catalog: Catalog, secrets: Mapping[str, str]) -> None:
    """Bring databases, warehouse, Airflow, its pools and the manifest of dbt to what this version needs.

    It may be repeated; roles and databases are made only if the superuser's password is given.
    Raises: ConfigurationError.
    """
    superuser, url = secrets.get("GOVHUB_POSTGRES_SUPERUSER_PASSWORD"), settings.require("warehouse_url")
    if superuser:
        server = f"{settings.postgres_host}:{settings.postgres_port}"
        ours = [settings.require("warehouse_admin_url")] if engine_name(url) == "postgresql" else []
        urls = [*ours, secrets["AIRFLOW_METADATA_URL"], secrets["SUPERSET_METADATA_URL"]]
        prepare_databases(f"postgresql://{SUPERUSER}:{superuser}@{server}/postgres", urls)
    engine_of(url).setup(settings, catalog)
    (settings.home / "logs").mkdir(parents=True, exist_ok=True)
    variables = airflow_environment(settings, secrets)
    prepare_airflow(settings, variables, secrets)
    make_pools(variables, pool_texts(catalog), slots=_WORKER_CONCURRENCY if settings.simulator_host else 1)
    prepare_manifest(settings)
    generate_docs(settings, from_declarations_only=True)
