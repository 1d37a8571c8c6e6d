"""`govhub prepare`, `serve`, `walk`: the parts of the platform, each in a container or server of its own."""

from __future__ import annotations

import os
import time
from typing import Annotated

import httpx
import typer

from govhub.catalog import load_catalog
from govhub.cli.output import console
from govhub.errors import ConfigurationError
from govhub.local import services
from govhub.local.airflow import AirflowClient
from govhub.local.simulation import simulated_sources
from govhub.local.walk import print_summary, walk
from govhub.settings import load_settings, read_environment

_WAIT_S = 180


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(prepare)
    app.command()(serve)
    app.command(name="walk")(walk_once)


def prepare() -> None:
    """Prepara bancos, papéis, warehouse, Airflow e dbt para esta versão, e termina; pode repetir à vontade."""
    settings = load_settings()
    services.prepare(settings, load_catalog(settings), read_environment())
    console.print("Bancos, warehouse, Airflow e dbt preparados.")


def serve(name: Annotated[str, typer.Argument(help=f"Um de: {', '.join(services.SERVICES)}.")]) -> None:
    """Serve uma parte da plataforma até ser encerrada, como em um contêiner."""
    settings = load_settings()
    (settings.home / "logs").mkdir(parents=True, exist_ok=True)
    service = services.service(settings, load_catalog(settings), read_environment(), name)
    os.execvpe(service.command[0], service.command, {**os.environ, **service.environment})  # noqa: S606


def walk_once() -> None:
    """Carrega todas as fontes pelo Airflow, espera a transformação e resume; a plataforma deve estar no ar."""
    settings, secrets = load_settings(), read_environment()
    catalog = load_catalog(settings)
    if settings.simulator_host:  # the sources that are ready are those that the servers see
        os.environ.update(simulated_sources(settings, catalog))
    airflow = AirflowClient(settings, secrets)
    deadline = time.monotonic() + _WAIT_S
    while not airflow.is_ready():
        if time.monotonic() > deadline:
            raise ConfigurationError(
                "O Airflow não está pronto", where=settings.airflow_url, todo="Veja os serviços e tente de novo."
            )
        time.sleep(2)
    try:
        airflow.login()
    except httpx.HTTPError as error:
        raise ConfigurationError(
            "O Airflow recusou a senha do administrador",
            where=settings.airflow_url,
            todo="Confira AIRFLOW_ADMIN_PASSWORD.",
        ) from error
    shown = {name: f"segredo {name}" if name.endswith("PASSWORD") else value for name, value in secrets.items()}
    print_summary(console, settings, shown, walk(settings, catalog, airflow, console))
