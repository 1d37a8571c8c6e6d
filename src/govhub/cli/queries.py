"""`govhub sql`: one query, as one of the run-time roles."""

from __future__ import annotations

from typing import Annotated

import typer

from govhub.cli.output import AsJson, print_json, print_table
from govhub.settings import load_settings
from govhub.warehouse.engines import engine_of
from govhub.warehouse.query import QueryRole


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="sql")(query)


def query(
    statement: Annotated[str, typer.Argument(metavar="CONSULTA", help="Um só comando SQL.")],
    role: Annotated[QueryRole, typer.Option(help="Papel com que a consulta roda.")] = QueryRole.analista,
    as_json: AsJson = False,
) -> None:
    """Roda uma consulta no warehouse; só lê."""
    settings = load_settings()
    names, rows = engine_of(settings.require("warehouse_url")).query(settings, statement, role)
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        print_table(f"{len(rows)} linha(s)", names, rows)
