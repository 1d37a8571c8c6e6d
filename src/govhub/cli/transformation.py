"""`govhub dbt` and `govhub dashboards`: from bronze to what people see."""

from __future__ import annotations

import typer

from govhub.cli.output import console
from govhub.dashboards import apply_dashboards, check_dashboards
from govhub.dashboards.datasets import generated_datasets, stale_datasets
from govhub.settings import load_settings
from govhub.transformation import run_dbt

dashboards = typer.Typer(help="Painéis do Superset, mantidos como código.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add `dbt` to the application."""
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(name="dbt", context_settings=settings)(dbt)


def dbt(context: typer.Context) -> None:
    """Roda o dbt com a conexão do projeto; os argumentos são os dele."""
    run_dbt(load_settings(), context.args or ["--help"])


@dashboards.command()
def apply() -> None:
    """Leva os painéis de dashboards/ ao Superset; pode repetir à vontade."""
    apply_dashboards(load_settings())
    console.print("Painéis aplicados.")


@dashboards.command()
def generate() -> None:
    """Regrava os conjuntos de dados a partir dos contratos do dbt e de dashboards/metrics/."""
    project_dir = load_settings().project_dir
    files = generated_datasets(project_dir)
    for path in stale_datasets(project_dir):
        path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    console.print(f"{len(files)} conjuntos de dados regravados.")


@dashboards.command()
def check() -> None:
    """Confere os painéis contra os contratos da camada gold, sem banco de dados."""
    charts = check_dashboards(load_settings().project_dir)
    console.print(f"{charts} gráficos conferidos contra a camada gold: tudo certo.")
