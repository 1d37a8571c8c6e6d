"""`govhub dbt`: from bronze to gold."""

from __future__ import annotations

import typer

from govhub.dashboards.warm import forget_answers
from govhub.settings import load_settings
from govhub.transformation import run_dbt


def register(app: typer.Typer) -> None:
    """Add `dbt` to the application."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(name="dbt", context_settings=settings)(dbt)


def dbt(context: typer.Context) -> None:
    """Roda o dbt com a conexão do projeto; os argumentos são os dele."""
    settings = load_settings()
    try:
        run_dbt(settings, context.args or ["--help"])
    finally:
        forget_answers(settings)  # what was built, also in a run that failed, must not hide behind older answers
