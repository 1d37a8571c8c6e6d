"""`govhub sources`: what is declared, whether it holds, and how to begin a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govhub.catalog import load_catalog, read_system
from govhub.catalog.export import json_schema_text, new_source_text
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.errors import ConfigurationError
from govhub.settings import load_settings
from govhub.transformation import source_file, source_yaml

app = typer.Typer(help="Fontes declaradas em sources/.", no_args_is_help=True)


@app.command(name="list")
def list_sources(as_json: AsJson = False) -> None:
    """Lista os sistemas declarados."""
    catalog = load_catalog(load_settings())
    rows = [
        {
            "sistema": system.name,
            "titulo": system.title,
            "dominio": system.domain,
            "recursos": len(system.resources),
            "agenda": system.schedule,
            "acesso": system.access,
        }
        for system in catalog.systems.values()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table("Fontes", list(rows[0]), [list(row.values()) for row in rows])


@app.command()
def show(system: Annotated[str, typer.Argument(metavar="SISTEMA")], as_json: AsJson = False) -> None:
    """Mostra os recursos e os campos de um sistema: o dicionário do bronze."""
    declaration = load_catalog(load_settings()).system(system)
    if as_json:
        print_json(declaration.model_dump(mode="json", by_alias=True))
        return
    console.print(f"[bold]{declaration.title}[/] – {declaration.about}\n{declaration.base_url} · {declaration.access}")
    for resource in declaration.resources.values():
        rows = [(field.name, field.type, field.lgpd, field.about) for field in resource.fields]
        print_table(f"bronze.{resource.table}: {resource.about}", ("coluna", "tipo", "LGPD", "descrição"), rows)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(metavar="[ARQUIVO]")] = None,
    write: Annotated[bool, typer.Option("--write", help="Regrava o que é derivado das declarações.")] = False,
) -> None:
    """Confere as declarações e o que é derivado delas (fontes do dbt e esquema JSON)."""
    if file is not None:
        system = read_system(file)
        console.print(f"{file.name}: {len(system.resources)} recurso(s), tudo certo.")
        return
    settings = load_settings()
    catalog = load_catalog(settings)
    derived = {settings.sources_dir / "schema.json": json_schema_text()}
    derived |= {source_file(settings.project_dir, system): source_yaml(system) for system in catalog.systems.values()}
    for path, text in derived.items():
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise ConfigurationError(
                "Um arquivo derivado não acompanha as declarações",
                where=str(path.relative_to(settings.project_dir)),
                todo="Regrave-o com `govhub sources check --write`.",
            )
    fields = sum(len(resource.fields) for system in catalog.systems.values() for resource in system.resources.values())
    resources = sum(len(system.resources) for system in catalog.systems.values())
    console.print(f"{len(catalog.systems)} sistema(s), {resources} recursos, {fields} campos: tudo certo.")


@app.command()
def new(system: Annotated[str, typer.Argument(metavar="SISTEMA", help="Nome em snake_case.")]) -> None:
    """Cria sources/SISTEMA.yaml com um recurso de exemplo para completar."""
    path = load_settings().sources_dir / f"{system}.yaml"
    if path.exists():
        raise ConfigurationError(
            f"O sistema {system} já existe", where=path.name, todo="Edite o arquivo ou escolha outro nome."
        )
    path.write_text(new_source_text(system), encoding="utf-8")
    read_system(path)
    console.print(f"Criado {path.name}. Complete-o e confira com `govhub sources check {path.name}`.")
