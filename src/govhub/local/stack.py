"""`govhub up` and `down`: the stack in order, all of it or nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import httpx
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console

from govhub.catalog import Catalog, load_catalog
from govhub.dashboards import apply_dashboards
from govhub.dashboards.server import superset_command
from govhub.errors import ConfigurationError, SourceError
from govhub.local import environment, preflight, processes
from govhub.local.airflow import AirflowClient, airflow_commands, prepare_airflow
from govhub.local.airflow_environment import airflow_environment
from govhub.local.databases import prepare_databases
from govhub.local.origin import note_origin
from govhub.local.postgres import EmbeddedPostgres
from govhub.local.processes import Service
from govhub.local.simulation import simulated_sources, simulator_command
from govhub.local.walk import print_access, print_summary, wait_until, walk
from govhub.settings import Settings, load_settings, read_environment
from govhub.transformation import generate_docs, prepare_manifest
from govhub.warehouse.address import engine_name
from govhub.warehouse.setup import setup_warehouse

_DEMO_SLOTS = 4  # the simulator needs no politeness


class Part(StrEnum):
    """What `--only` takes."""

    warehouse = "warehouse"
    simulator = "simulator"
    airflow = "airflow"
    superset = "superset"


def embedded_postgres(settings: Settings, secrets: Mapping[str, str]) -> EmbeddedPostgres:
    """Return the cluster of a home."""
    return EmbeddedPostgres(
        settings.home / "postgres", settings.postgres_port, secrets["GOVHUB_POSTGRES_SUPERUSER_PASSWORD"]
    )


def up(*, demo: bool, only: Part | None, detach: bool, console: Console) -> None:
    """Start the stack, walk the data through it, and stay until Ctrl-C, or return when `detach`.

    A source that fails does not stop a platform meant to serve: it stays up, and the failure is told (and, when
    detached, raised). In the demo nothing may fail.
    Raises: GovhubError; whatever had been started is then stopped again, except in the case above.
    """
    first = load_settings()
    preflight.check_disk(first)
    environment.init(first)
    settings, secrets = load_settings(), read_environment()
    catalog = load_catalog(settings)
    parts = [only] if only else [part for part in Part if part is not Part.simulator or demo]
    cluster = embedded_postgres(settings, secrets)
    if processes.supervisor_runs(settings.home):
        _revive(settings, cluster, only, console)
        return
    processes.stop_all(settings.home)  # what a killed supervisor may have left behind
    free = [part for part in parts if part is not Part.warehouse or not cluster.is_running()]
    preflight.check_ports(settings, [str(part) for part in free])
    if demo or Part.airflow in parts:
        note_origin(settings.home, simulated=demo)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end is asked to clean up, as with Ctrl-C
    try:
        failed_walk = _start(settings, secrets, catalog, parts, demo, cluster, console)
        if not detach:
            console.print("Ctrl-C encerra tudo.")
            _stay(settings, bool(set(parts) - {Part.warehouse}))
    except KeyboardInterrupt:
        console.print("Encerrando…")
        down(settings, secrets)
        return
    except BaseException:
        down(settings, secrets)
        raise
    if failed_walk is not None:
        raise failed_walk


def _revive(settings: Settings, cluster: EmbeddedPostgres, only: Part | None, console: Console) -> None:
    """Start the database, and nothing else, below a platform that runs and lost it.

    Raises: ConfigurationError when anything else was asked for.
    """
    if only is not Part.warehouse or cluster.is_running():
        raise ConfigurationError(
            "A plataforma já está no ar", todo="Veja-a com `govhub status` ou encerre-a com `govhub down`."
        )
    preflight.check_ports(settings, [str(only)])
    cluster.start()
    console.print(f"PostgreSQL de novo no ar em 127.0.0.1:{settings.postgres_port}; o resto da plataforma continuou.")


def down(settings: Settings, secrets: Mapping[str, str]) -> None:
    """Stop every process of the stack, the database last; nothing running is not an error."""
    processes.stop_all(settings.home)
    if "GOVHUB_POSTGRES_SUPERUSER_PASSWORD" in secrets:
        embedded_postgres(settings, secrets).stop()


def _start(
    settings: Settings,
    secrets: Mapping[str, str],
    catalog: Catalog,
    parts: list[Part],
    demo: bool,
    cluster: EmbeddedPostgres,
    console: Console,
) -> SourceError | None:
    """Start the parts and walk; return the failure of a source that need not stop the platform."""
    if Part.warehouse in parts and _is_local(settings):
        with console.status("Iniciando o PostgreSQL e o warehouse…"):
            cluster.start()
            urls = [
                settings.require("warehouse_admin_url"),
                secrets["AIRFLOW_METADATA_URL"],
                secrets["SUPERSET_METADATA_URL"],
            ]
            prepare_databases(cluster.superuser_url, urls)
            setup_warehouse(settings, catalog)
    if demo:
        os.environ.update(simulated_sources(settings, catalog))
        os.environ.setdefault("GOVHUB_DASHBOARDS_PUBLIC", "true")  # nothing of it is anybody's
    services = _services(settings, secrets, parts)
    if not services:
        console.print(f"PostgreSQL no ar em 127.0.0.1:{settings.postgres_port}.")
        return None
    with console.status("Preparando Airflow, dbt e Superset…"):
        _prepare(settings, secrets, parts)
    processes.start_supervisor(settings.home, services)
    with console.status("Aguardando os serviços…"):
        airflow = _wait_ready(settings, secrets, parts)
    if airflow is not None:
        airflow.login()
        airflow.ensure_pools(catalog, slots=_DEMO_SLOTS if demo else 1)
        _wait_for_dags(airflow, catalog, lambda: processes.supervisor_runs(settings.home))
    if airflow is None or Part.superset not in parts:
        return None
    try:
        print_summary(console, settings, secrets, walk(settings, catalog, airflow, console))
    except SourceError as failure:
        if demo:
            raise
        console.print(f"{failure} A plataforma continua no ar.", style="bold red", markup=False, highlight=False)
        print_access(console, settings, secrets)
        return failure
    return None


def _is_local(settings: Settings) -> bool:
    if engine_name(settings.require("warehouse_url")) != "postgresql":
        return False
    parts = conninfo_to_dict(settings.require("warehouse_url"))
    return parts.get("host") in {"127.0.0.1", "localhost"} and str(parts.get("port")) == str(settings.postgres_port)


def _services(settings: Settings, secrets: Mapping[str, str], parts: list[Part]) -> list[Service]:
    services = []
    if Part.simulator in parts:
        services.append(Service("simulator", simulator_command(settings), {}))
    if Part.airflow in parts:
        variables = {
            **_of_others(secrets),
            **airflow_environment(settings, secrets),
            **_sources(),
            "GOVHUB_HOME": str(settings.home),
        }
        services += [Service(name, command, variables) for name, command in airflow_commands().items()]
    if Part.superset in parts:
        command, variables = superset_command(settings)
        services.append(Service("superset", command, variables))
    return services


def _of_others(secrets: Mapping[str, str]) -> dict[str, str]:
    """Return what `.env` says to programs that are not ours.

    Ours read it when they need it: a value that is replaced there is the one that the next task uses.
    """
    ours, of_airflow = ("GOVHUB_", "SUPERSET_", "AIRFLOW_"), ("AIRFLOW__", "AIRFLOW_CONN_", "AIRFLOW_VAR_")
    return {name: value for name, value in secrets.items() if not name.startswith(ours) or name.startswith(of_airflow)}


def _sources() -> dict[str, str]:
    """Return the settings of the sources, which the simulator may have replaced."""
    return {name: value for name, value in os.environ.items() if name.startswith("GOVHUB_SOURCE_")}


def _prepare(settings: Settings, secrets: Mapping[str, str], parts: list[Part]) -> None:
    """Migrate the metadata databases, parse dbt and apply the dashboards, side by side."""
    jobs: list[Callable[[], object]] = []
    if Part.airflow in parts:
        variables = airflow_environment(settings, secrets)
        jobs += [lambda: prepare_airflow(settings, variables, secrets), lambda: _prepare_dbt(settings)]
    if Part.superset in parts:
        jobs.append(lambda: apply_dashboards(settings))
    with ThreadPoolExecutor(max_workers=len(jobs) or 1) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()


def _prepare_dbt(settings: Settings) -> None:
    prepare_manifest(settings)
    generate_docs(settings, from_declarations_only=True)


def _wait_ready(settings: Settings, secrets: Mapping[str, str], parts: list[Part]) -> AirflowClient | None:
    def alive() -> bool:
        return processes.supervisor_runs(settings.home)

    for part, path in ((Part.simulator, "/health"), (Part.superset, "/health")):
        if part in parts:
            url = f"http://127.0.0.1:{preflight.port_of(settings, part)}{path}"
            wait_until(lambda url=url: _answers(url), str(part), alive)  # type: ignore[misc]
    if Part.airflow not in parts:
        return None
    airflow = AirflowClient(settings, secrets)
    wait_until(airflow.is_ready, "Airflow", alive)
    return airflow


def _wait_for_dags(airflow: AirflowClient, catalog: Catalog, alive: Callable[[], bool]) -> None:
    expected = {f"ingest_{name}" for name in catalog.systems} | {"transform"}

    def parsed() -> bool:
        errors = airflow.import_errors()
        if errors:
            raise ConfigurationError(
                "Um DAG não pôde ser lido pelo Airflow", where=errors[0], todo="Corrija-o e tente de novo."
            )
        return expected <= airflow.known_dags()

    wait_until(parsed, "catálogo de DAGs", alive)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=3).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _stay(settings: Settings, has_services: bool) -> None:
    while not has_services or processes.supervisor_runs(settings.home):
        time.sleep(1)
    raise ConfigurationError(
        "Um dos serviços parou e a plataforma foi encerrada", todo="Veja o motivo em .govhub/logs/stack.log."
    )
