"""`govhub metrics`: the endpoint that Prometheus asks."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Annotated

import typer

from govhub.catalog import load_catalog
from govhub.cli.output import console
from govhub.local.airflow_watch import AirflowWatch
from govhub.local.simulation import take_their_place
from govhub.observation.endpoint import serve_metrics
from govhub.settings import load_settings, read_environment

app = typer.Typer(help="Métricas da plataforma, para o Prometheus.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `serve` a command of its own: a group of one would be that one."""


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="No lugar de GOVHUB_METRICS_PORT.")] = None,
) -> None:
    """Serve as métricas em /metrics até Ctrl-C, em 127.0.0.1 ou no endereço de GOVHUB_LISTEN."""
    settings = load_settings()
    settings = settings.model_copy(update={"metrics_port": port}) if port else settings
    catalog = load_catalog(settings)
    take_their_place(settings, catalog)
    server, thread = serve_metrics(settings, catalog, AirflowWatch(settings, read_environment()).look)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)  # as containers are ended: well, and at once
    console.print(f"Métricas em http://{settings.listen}:{settings.metrics_port}/metrics", highlight=False)
    try:
        thread.join()
    except KeyboardInterrupt:
        server.shutdown()
    finally:
        server.server_close()
