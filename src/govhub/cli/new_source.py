"""`govhub sources new`: a few questions, one call to the source, and a declaration that holds."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from govhub.catalog import draft, read_bodies, read_system
from govhub.catalog.declaration import Protocol
from govhub.catalog.draft import Asked, Envelope, FieldGuess
from govhub.catalog.export import new_source_text
from govhub.cli.output import console, print_table
from govhub.errors import ConfigurationError, GovhubError
from govhub.extraction.sampling import sample
from govhub.settings import Settings, load_settings, load_source_settings

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the new source."""

    system: str
    protocol: Protocol
    title: str
    base_url: str
    path: str
    resource: str
    value: str
    key: tuple[str, ...]
    token_header: str


def new(
    system: Annotated[str, typer.Argument(metavar="SISTEMA", help="Nome em snake_case, como folha_estadual.")],
    protocol: Annotated[Protocol, typer.Option(help="Como a fonte é lida.")] = "rest",
    title: Annotated[str, typer.Option(help="Nome que as pessoas conhecem.", metavar="NOME")] = "",
    base_url: Annotated[str, typer.Option(help="Começo de todo endereço da fonte.", metavar="URL")] = "",
    path: Annotated[
        str, typer.Option(help="Endereço do primeiro recurso, como '/veiculos/{ug}?pagina=1'; é pedido uma vez.")
    ] = "",
    resource: Annotated[str, typer.Option(help="Nome do recurso. Padrão: o do endereço.", metavar="NOME")] = "",
    value: Annotated[str, typer.Option(help="Código pelo qual {ug} ou {orgao} é pedido.", metavar="CÓDIGO")] = "",
    key: Annotated[str, typer.Option(help="Campos da chave, separados por vírgula.", metavar="CAMPOS")] = "",
    token_header: Annotated[
        str, typer.Option(help="Cabeçalho da chave de acesso, se a fonte pede uma.", metavar="NOME")
    ] = "",
    call: Annotated[bool, typer.Option(help="Pede uma vez à fonte e propõe os campos.")] = True,
    ask: Annotated[bool, typer.Option(help="Pergunta o que falta; sem terminal, nada é perguntado.")] = True,
) -> None:
    """Cria sources/SISTEMA.yaml: pergunta, pede uma vez à fonte e propõe paginação, chave, campos, tipos e classes LGPD."""
    if not _NAME.fullmatch(system):
        raise typer.BadParameter(f"«{system}» não é snake_case ASCII; use letras minúsculas, dígitos e _")
    settings = load_settings()
    file = settings.sources_dir / f"{system}.yaml"
    if file.exists():
        raise ConfigurationError(
            f"O sistema {system} já existe", where=shown(file, settings), todo="Edite o arquivo ou escolha outro nome."
        )
    keys = tuple(part.strip() for part in key.split(",") if part.strip())
    wanted = Wanted(system, protocol, title, base_url, path, resource, value, keys, token_header)
    if ask and sys.stdin.isatty():
        wanted = _asked(wanted, call)
    if wanted.path and call and protocol == "rest":
        resources, found = _proposed(settings, wanted)
    else:
        resources, found = None, None
    text = new_source_text(system, protocol, wanted.title, wanted.base_url, resources, wanted.token_header)
    _write(file, text)
    _tell(shown(file, settings), found)


def _asked(wanted: Wanted, call: bool) -> Wanted:
    """Ask for what no option gave; an empty answer takes what is proposed."""
    usual = wanted.system.replace("_", " ").capitalize()
    title = wanted.title or typer.prompt("Nome que as pessoas conhecem", default=usual)
    base_url = wanted.base_url or typer.prompt("Começo dos endereços da fonte", default="https://exemplo.gov.br/api")
    known = replace(wanted, title=title, base_url=base_url)
    if wanted.protocol != "rest" or not call or wanted.path:
        return known
    console.print("O endereço do primeiro recurso é pedido uma vez. {ug} e {orgao} são os códigos de orgaos.yaml.")
    path = typer.prompt("Endereço do recurso, como /veiculos/{ug} (vazio: começar de um exemplo)", default="")
    if not path:
        return known
    resource = wanted.resource or typer.prompt("Nome do recurso", default=resource_name(path))
    header = wanted.token_header or typer.prompt("Cabeçalho da chave de acesso (vazio: não pede)", default="")
    return replace(known, path=path, resource=resource, token_header=header)


def resource_name(path: str) -> str:
    """Return the last word of an address that can name a table."""
    words = [re.sub(r"[^a-z0-9]+", "_", part.partition(".")[0].lower()).strip("_") for part in _plain_parts(path)]
    return next((word for word in reversed(words) if _NAME.fullmatch(word)), "recurso")


def _plain_parts(path: str) -> list[str]:
    return [part for part in path.partition("?")[0].split("/") if "{" not in part]


def _proposed(settings: Settings, wanted: Wanted) -> tuple[str, tuple[Envelope, list[FieldGuess], tuple[str, ...]]]:
    """Ask the source once; return the resources to be written, and what they were made of."""
    request = draft.parse_path(wanted.path)
    resource = wanted.resource or resource_name(wanted.path)
    if not _NAME.fullmatch(resource):
        raise typer.BadParameter(f"«{resource}» não é snake_case ASCII; use letras minúsculas, dígitos e _")
    address = request.address(wanted.base_url, _value(settings, request, wanted.value))
    title = wanted.title or wanted.system
    try:
        answer = sample(address, title, f"GOVHUB_SOURCE_{wanted.system.upper()}", _headers(settings, wanted))
        envelope = draft.open_envelope(answer, request)
    except GovhubError as error:
        if "nada foi escrito" not in error.what:
            error.what += "; nada foi escrito"
        raise error.at(f"{wanted.system}/{resource}") from error
    fields = draft.guess_fields(envelope.rows)
    key = wanted.key or draft.guess_key(envelope.rows, fields)
    if not key:
        raise ConfigurationError(
            "Nenhum campo, nem par de campos, distingue as linhas da amostra; nada foi escrito",
            where=f"{wanted.system}/{resource}",
            todo="Diga a chave com --key, campos separados por vírgula.",
        )
    about = f"{resource.replace('_', ' ').capitalize()} (a descrever), um por linha"
    return draft.draft_text(resource, about, request, envelope, fields, key), (envelope, fields, key)


def _value(settings: Settings, request: Asked, given: str) -> str:
    """Return the code to ask for: the one given, or the first that orgaos.yaml has."""
    if given or request.loop is None:
        return given
    bodies = read_bodies(settings.orgaos_file).orgaos
    served = [body for body in bodies if not settings.orgaos or body.sigla in settings.orgaos]
    codes = [code for body in served for code in (body.ugs if request.loop == "ug" else [body.siafi]) if code]
    if not codes:
        raise ConfigurationError(
            f"Nenhum órgão de orgaos.yaml tem o código {request.loop}; nada foi escrito", todo="Diga um com --value."
        )
    return codes[0]


def _headers(settings: Settings, wanted: Wanted) -> dict[str, str]:
    if not wanted.token_header:
        return {}
    token = load_source_settings(wanted.system, settings.project_dir).token
    if token is None:
        variable = f"GOVHUB_SOURCE_{wanted.system.upper()}_TOKEN"
        raise ConfigurationError(
            "Falta a chave de acesso da fonte; nada foi escrito", todo=f"Defina {variable} no ambiente ou no .env."
        )
    return {wanted.token_header: token.get_secret_value()}


def _write(file: Path, text: str) -> None:
    """Write a declaration; one that does not hold is taken away again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    try:
        read_system(file)
    except ConfigurationError:
        file.unlink()  # a title, an address or a key that does not hold
        raise


def _tell(name: str, found: tuple[Envelope, list[FieldGuess], tuple[str, ...]] | None) -> None:
    if found is None:
        console.print(f"Criado {name}. Complete-o e confira com `govhub sources check {name}`.", soft_wrap=True)
    else:
        envelope, fields, key = found
        rows = [(field.name, field.type, field.lgpd, "; ".join(field.doubts)) for field in fields]
        print_table(f"Proposto de {len(envelope.rows)} linha(s)", ("campo", "tipo", "LGPD", "revise"), rows)
        where = f"em «{envelope.place}»" if envelope.place else "na raiz da resposta"
        paging = next(iter(envelope.paging), "a resposta inteira")
        console.print(
            f"As linhas estão {where}; paginação: {paging}; chave: {', '.join(key)} (palpite: confirme).",
            soft_wrap=True,
        )
        console.print(f"Criado {name}. Revise o que está marcado «palpite» e descreva os campos.", soft_wrap=True)
        console.print(
            "Depois: `govhub sources check --write`, `govhub warehouse setup` e `govhub ingest`.", soft_wrap=True
        )
    console.print("O passo a passo está em docs/como-adicionar-uma-fonte.md.")


def shown(path: Path, settings: Settings) -> str:
    """Return a path as messages show it: short inside the project."""
    is_inside = path.is_relative_to(settings.project_dir)
    return str(path.relative_to(settings.project_dir) if is_inside else path)
