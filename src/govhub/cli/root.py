"""Every group of commands of `govhub`."""

from __future__ import annotations

from typing import Annotated

import typer

from govhub import __version__
from govhub.cli import (
    alerts,
    backup,
    dashboards,
    ingestion,
    metrics,
    privacy,
    queries,
    secrets,
    serving,
    sources,
    stack,
    transformation,
    warehouse,
)

app = typer.Typer(
    name="govhub",
    help="Gov Hub BR: dos sistemas estruturantes ao painel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"govhub {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Diz a versão e termina.")
    ] = False,
) -> None:
    """Gov Hub BR: dos sistemas estruturantes ao painel."""


for group in (stack, serving, ingestion, queries, transformation, backup):
    group.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(warehouse.app, name="warehouse")
app.add_typer(dashboards.app, name="dashboards")
app.add_typer(secrets.app, name="secrets")
app.add_typer(privacy.app, name="privacy")
app.add_typer(alerts.app, name="alerts")
app.add_typer(metrics.app, name="metrics")
