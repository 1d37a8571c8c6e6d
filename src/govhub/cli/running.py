"""Runs a command line: exit status 0 when all is done, 1 for a failure told in one sentence, 2 for wrong usage."""

from __future__ import annotations

import logging
import sys
import warnings
from datetime import datetime

import typer
from rich.logging import RichHandler
from rich.text import Text

from govhub.cli.output import errors, tell
from govhub.errors import GovhubError
from govhub.logs import write_json
from govhub.moments import BRASILIA
from govhub.settings import load_settings


def run(app: typer.Typer) -> None:
    """Run a command line; every expected failure is one sentence on stderr."""
    if _as_json():
        write_json()
    else:
        write_text()
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")  # ADBC looks for drivers there
    try:
        app()
    except GovhubError as error:
        tell(error)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("Interrompido.", style="bold red")
        sys.exit(130)


def write_text() -> None:
    """Write warnings and errors on stderr for people."""
    logging.addLevelName(logging.WARNING, "AVISO")
    logging.addLevelName(logging.ERROR, "ERRO")
    handler = RichHandler(console=errors, show_path=False, log_time_format=_clock)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])


def _clock(moment: datetime) -> Text:
    return Text(moment.astimezone(BRASILIA).strftime("%d/%m %H:%M"))


def _as_json() -> bool:
    """Tell whether logs are for a machine; settings that do not fit are for the command to tell."""
    try:
        return load_settings().log_format == "json"
    except GovhubError:
        return False
