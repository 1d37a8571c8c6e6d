"""`govhub privacy`: where the rows of one person are, and their erasure, to answer a data subject (LGPD, art. 18)."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated

import typer

from govhub.catalog import load_catalog
from govhub.cli import erasing, retention
from govhub.cli.asking import asked_cpf
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.pipeline.tracing import pseudonyms_of, trace_in_lake, trace_in_warehouse
from govhub.pipeline.workplace import Workplace
from govhub.settings import load_settings

_PSEUDONYM = re.compile(r"[A-Z2-7]{26}")

app = typer.Typer(help="Pedidos de titulares de dados pessoais.", no_args_is_help=True)
erasing.register(app)
app.command(name="retention")(retention.erase_by_term)


@app.callback()
def privacy() -> None:
    """Pedidos de titulares de dados pessoais."""


@app.command()
def report(
    pseudonym: Annotated[str, typer.Option(help="Pseudônimo, no lugar do CPF.", metavar="PSEUDÔNIMO")] = "",
    in_lake: Annotated[bool, typer.Option("--lake", help="Procura também em cada arquivo do lake; demora.")] = False,
    as_json: AsJson = False,
) -> None:
    """Diz em que tabelas há linhas de uma pessoa, e quantas; o CPF é perguntado, ou lido da entrada, e não se mostra.

    Procura pelo CPF e pelos pseudônimos. Nomes e textos livres que citam a pessoa sem o CPF não são encontrados.
    """
    if pseudonym and not _PSEUDONYM.fullmatch(pseudonym):
        raise typer.BadParameter("um pseudônimo tem 26 letras maiúsculas e dígitos de 2 a 7")
    if pseudonym and in_lake:
        raise typer.BadParameter("no lake se procura pelo CPF: deixe --pseudonym de fora")
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    digits = "" if pseudonym else asked_cpf()
    traces = trace_in_warehouse(place, [pseudonym] if pseudonym else pseudonyms_of(place, digits))
    if in_lake:
        traces += trace_in_lake(place, digits)
    if as_json:
        print_json([asdict(trace) for trace in traces])
    elif traces:
        rows = [(trace.layer, trace.place, ", ".join(trace.columns), trace.rows) for trace in traces]
        print_table("Linhas da pessoa", ("camada", "onde", "colunas", "linhas"), rows)
    else:
        console.print("Nenhuma linha dessa pessoa foi encontrada.")
