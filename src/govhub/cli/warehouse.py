"""`govhub warehouse setup`, `check` and `audit`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from govhub.catalog import load_catalog
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.errors import ConfigurationError
from govhub.moments import BRASILIA
from govhub.settings import load_settings
from govhub.warehouse.access import SCHEMAS, VERBS, Cell
from govhub.warehouse.address import engine_name, require_postgresql
from govhub.warehouse.connection import connect
from govhub.warehouse.engines import engine_of
from govhub.warehouse.plans import NEW_TABLE
from govhub.warehouse.reads import reads, undone
from govhub.warehouse.setup import check_version, check_warehouse

_READ_TITLES = ("lida em", "login", "tabela", "endereço", "programa")  # of the columns of Read, but its number

app = typer.Typer(help="Esquemas, papéis e permissões do warehouse.", no_args_is_help=True)


@app.command()
def setup() -> None:
    """Cria, completa ou atualiza esquemas, papéis, permissões e tabelas bronze; pode repetir à vontade."""
    settings = load_settings()
    catalog = load_catalog(settings)
    done = engine_of(settings.require("warehouse_url")).setup(settings, catalog)
    for change in [change for change in done if not change.endswith(NEW_TABLE)]:
        console.print(f"{change[0].upper()}{change[1:]}.", markup=False, highlight=False, soft_wrap=True)
    tables = sum(len(system.resources) for system in catalog.systems.values())
    console.print(
        f"Warehouse pronto: {len(SCHEMAS)} esquemas, {tables} tabelas bronze, {len(catalog.bodies.orgaos)} órgão(s)."
    )


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compara tabelas, e o que cada papel pode, com o que deveria ser; falha com qualquer surpresa."""
    settings = load_settings()
    url = settings.require("warehouse_url")
    if engine_name(url) != "postgresql":
        engine_of(url).check(load_catalog(settings))
        console.print(
            "As tabelas são as das declarações; papéis e permissões são os da conta, que não são conferidos aqui."
        )
        return
    cells, excessive = check_warehouse(settings, load_catalog(settings))
    surprises = [cell for cell in cells if cell.expected != cell.found]
    if as_json:
        print_json([{**{name: getattr(cell, name) for name in Cell.__slots__}} for cell in cells])
    else:
        _print_matrix(cells)
    if surprises or excessive:
        raise ConfigurationError(
            _explanation(surprises, excessive), todo="Rode `govhub warehouse setup` e investigue quem mudou."
        )


@app.command()
def audit(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Só as leituras desde este dia.")] = None,
    login: Annotated[str | None, typer.Option(help="Só as deste login.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Quantas mostrar, das mais novas às mais antigas.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Mostra quem leu as tabelas restritas, e quando."""
    settings = load_settings()
    require_postgresql(settings.require("warehouse_url"))
    with connect(settings.require("warehouse_admin_url"), application="govhub audit") as connection:
        check_version(connection, load_catalog(settings))
        found = reads(connection, since=since.replace(tzinfo=BRASILIA) if since else None, login=login, limit=limit)
        lacking = undone(connection)
    if as_json:
        print_json({"leituras": [asdict(read) for read in found], "sem_linha": lacking})
        return
    print_table("Leituras de dados restritos", _READ_TITLES, [[*asdict(read).values()][1:] for read in found])
    if lacking:
        console.print(
            f"{lacking} leitura(s) sem linha, de transações desfeitas ou ainda abertas: estão no registro do PostgreSQL"
            " («Leitura registrada»).",
            soft_wrap=True,
        )


def _print_matrix(cells: list[Cell]) -> None:
    roles = list(dict.fromkeys(cell.role for cell in cells))
    by_place = {(cell.role, cell.schema, cell.verb): cell for cell in cells}
    rows = [
        [role, schema, *(_mark(by_place[role, schema, verb]) for verb in VERBS)] for role in roles for schema in SCHEMAS
    ]
    print_table("Papel × esquema × permissão", ["papel", "esquema", *VERBS], rows)


def _mark(cell: Cell) -> str:
    if cell.expected == cell.found:
        return "sim" if cell.found else "·"
    return "SOBRA" if cell.found else "FALTA"


def _explanation(surprises: list[Cell], excessive: list[str]) -> str:
    told = [
        f"{cell.role} {'pode' if cell.found else 'não pode'} {cell.verb} em {cell.schema}" for cell in surprises[:5]
    ]
    told += [f"{role} tem atributo de administrador" for role in excessive]
    more = f" e mais {len(surprises) - 5}" if len(surprises) > 5 else ""
    return f"Permissões diferentes do esperado: {'; '.join(told)}{more}"
