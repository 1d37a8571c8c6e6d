"""Runs a command line: exit status 0 when all is done, 1 for a failure told in one sentence, 2 for wrong usage."""

from __future__ import annotations

import logging
import sys
import warnings

import typer
from rich.logging import RichHandler

from govhub.cli.output import errors
from govhub.errors import GovhubError


def run(app: typer.Typer) -> None:
    """Run a command line; every expected failure is one sentence on stderr."""
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
