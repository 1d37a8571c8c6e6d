"""The `govhub` command: one file per group of commands, thin over functions that do the work.

Exit status: 0 when everything asked for is done, 1 for a failure told in one sentence on stderr,
2 for wrong usage.
"""

from __future__ import annotations

import logging
import sys
import warnings

import typer
from rich.logging import RichHandler

from govhub.cli import dashboards, ingestion, queries, sources, stack, transformation, warehouse
from govhub.cli.output import errors
from govhub.errors import GovhubError

app = typer.Typer(
    name="govhub",
    help="Gov Hub BR: dos sistemas estruturantes ao painel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for group in (stack, ingestion, queries, transformation):
    group.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(warehouse.app, name="warehouse")
app.add_typer(dashboards.app, name="dashboards")


def main() -> None:
    """Run the command line; every expected failure is one sentence."""
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=errors, show_path=False)]
    )
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")  # ADBC looks for drivers there
    try:
        app()
    except GovhubError as error:
        errors.print(str(error), style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("Interrompido.", style="bold red")
        sys.exit(130)
