"""`govhub sources`: what is declared, whether it holds, and how to begin a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from govhub.catalog import Catalog, SystemDeclaration, load_catalog, read_purposes, read_system
from govhub.catalog.dictionary import dictionary_page, index_page
from govhub.catalog.export import json_schema_text
from govhub.cli import new_source
from govhub.cli.new_source import shown
from govhub.cli.output import AsJson, console, print_json, print_table
from govhub.cli.personal import personal_page, read_models
from govhub.cli.reference import commands_page, settings_page
from govhub.errors import ConfigurationError
from govhub.local.diagnosis.finding import Finding, few, guarded
from govhub.settings import Settings, load_settings
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
    """Confere as declarações e o que é derivado delas (fontes do dbt, esquema JSON, dicionário e referências em docs/)."""
    if file is not None:
        system = read_system(file)
        console.print(f"{file.name}: {len(system.resources)} recurso(s), tudo certo.")
        return
    settings = load_settings()
    catalog = load_catalog(settings)
    for path, text in _derived(settings, catalog).items():
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not _says(path, text):
            raise ConfigurationError(
                "Um arquivo derivado não acompanha as declarações",
                where=shown(path, settings),
                todo="Regrave-o com `govhub sources check --write`.",
            )
    fields = sum(len(resource.fields) for system in catalog.systems.values() for resource in system.resources.values())
    resources = sum(len(system.resources) for system in catalog.systems.values())
    console.print(f"{len(catalog.systems)} sistema(s), {resources} recursos, {fields} campos: tudo certo.")


app.command()(new_source.new)


def _derived(settings: Settings, catalog: Catalog) -> dict[Path, str]:
    """Return every file that follows from the declarations, and what it must say."""
    systems, pages = catalog.systems.values(), settings.project_dir / "docs" / "dicionario"
    derived = {settings.sources_dir / "schema.json": json_schema_text(), pages / "index.md": index_page(systems)}
    for system in systems:
        derived[source_file(settings.project_dir, system)] = source_yaml(system)
        derived[pages / f"{system.name}.md"] = dictionary_page(system, _guide(settings, system))
    purposes = settings.project_dir / "privacidade.yaml"
    if purposes.exists():
        models = read_models(settings.project_dir / "dbt" / "models")
        page = personal_page(catalog, read_purposes(purposes), models)
        derived[pages.parent / "privacidade-campos.md"] = page
    return derived | _references(settings)


def derived_files(settings: Settings) -> list[Finding]:
    """Return a finding if what follows from the declarations of a checkout is not as they say; none if they do not hold."""
    if not (settings.project_dir / ".env.example").exists():
        return []

    def look() -> Iterator[Finding]:
        late = [path for path, text in _derived(settings, load_catalog(settings)).items() if not _says(path, text)]
        if late:
            names = few(shown(path, settings) for path in late)
            told = f"{names} não acompanha(m) as declarações. Rode `govhub sources check --write`."
            yield Finding("arquivos derivados", False, told)

    return [finding for finding in guarded("arquivos derivados", look) if not finding.good]


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _references(settings: Settings) -> dict[Path, str]:
    """Return the pages of every variable and every command; a project without .env.example has none."""
    from govhub.cli.root import app as everything  # it holds this group

    example = settings.project_dir / ".env.example"
    if not example.exists():
        return {}
    pages = settings.project_dir / "docs"
    return {
        pages / "configuracao.md": settings_page(example.read_text(encoding="utf-8")),
        pages / "comandos.md": commands_page(everything),
    }


def _guide(settings: Settings, system: SystemDeclaration) -> str | None:
    """Return the address, from its dictionary, of the page of a system, or of the host that it shares with others."""
    names = (f"{name}.md" for name in (system.name, system.slot))
    guides = settings.project_dir / "docs" / "fontes"
    return next((f"../fontes/{name}" for name in names if (guides / name).exists()), None)
