"""Two pages for people: every variable, from .env.example and the settings, and every command, from the app itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import typer
from pydantic import BaseModel, SecretStr
from typer.main import get_command

from govhub.settings import Settings, SourceSettings

_GENERATED = "<!-- Gerado por `govhub sources check --write`; não edite. -->\n"
_VARIABLE = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$")
_SENTENCE_END = (".", ":")
_SECRET_WORDS = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY|_SAS_TOKEN|CONNECTION_STRING|ACCESS_KEY_ID)$")
_READERS = (
    (re.compile(r"GOVHUB_SOURCE_"), "a leitura da fonte"),
    (re.compile(r"GOVHUB_"), "a plataforma"),
    (re.compile(r"SUPERSET_"), "o Superset"),
    (re.compile(r"AIRFLOW_"), "o Airflow"),
    (re.compile(r"(AWS|AZURE|GOOGLE)_"), "o lake"),
)
_SETTINGS = """\
# Configuração

Toda variável que a plataforma lê. As descrições são as de `.env.example`; para corrigir uma, corrija-a ali e rode
`govhub sources check --write`.

{intro}

O ambiente vale mais que `NOME_FILE`, que vale mais que a pasta de segredos, que vale mais que o `.env`. Um valor que não serve
é recusado com o nome da variável. **Segredo** diz que o valor não deve ficar em arquivo que outros leem
([Segredos](segredos.md)).
"""
_COMMANDS = """\
# Comandos

Tudo o que `.venv/bin/govhub` sabe fazer, como `--help` o mostra. O estado de saída é 0 quando tudo o que se pediu foi feito, 1
quando algo falhou (uma frase em português diz o quê, onde e o que fazer) e 2 quando o comando foi mal escrito.
"""


@dataclass(slots=True)
class _Row:
    """Variables that one comment explains, with their values in .env.example."""

    about: str
    variables: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """A part of .env.example: what stands before its rows, and the rows."""

    title: str
    notes: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def settings_page(example: str) -> str:
    """Return the reference of every variable; `example` is the text of .env.example."""
    intro, sections = _read(example)
    parts = [_GENERATED + _SETTINGS.format(intro=" ".join(intro))]
    for section in sections:
        parts.append(f"## {section.title}")
        parts += [note.replace("<", "&lt;") for note in section.notes]
        lines = ["| variável | o que é | padrão | segredo | quem lê |", "|---|---|---|---|---|"]
        lines += [_settings_line(row) for row in section.rows]
        parts.append("\n".join(lines))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def variables(example: str) -> dict[str, str]:
    """Return every variable of .env.example, also those in a comment, with its value."""
    return {name: value for section in _read(example)[1] for row in section.rows for name, value in row.variables}


def unexplained(example: str) -> list[str]:
    """Return the variables of .env.example that no comment explains."""
    rows = [row for section in _read(example)[1] for row in section.rows]
    return [name for row in rows if not row.about for name, _ in row.variables]


def is_secret(name: str, value: str = "") -> bool:
    """Tell whether a variable holds a secret: its setting says so, or (those of other programs) its name does."""
    for prefix, model in ((r"GOVHUB_SOURCE_[A-Z_]+?_", SourceSettings), (r"GOVHUB_", Settings)):
        for setting, declared in _secrecy(model).items():
            if re.fullmatch(prefix + setting.upper(), name):
                return declared
    return bool(_SECRET_WORDS.search(name)) or ":SENHA@" in value


def commands_page(app: typer.Typer) -> str:
    """Return the reference of every command of an app."""
    parts = [_GENERATED + _COMMANDS]
    for path, command in _leaves(get_command(app), ("govhub",)):
        context = typer.Context(command, info_name=path[-1])
        found = [record for one in command.params if (record := one.get_help_record(context))]
        records = [(name if name.startswith("-") else name.split(" <")[0], about) for name, about in found]
        arguments = [name for name, _ in records if not name.startswith("-")]
        options = ["[OPÇÕES]"] if len(arguments) < len(records) else []
        parts += [f"## `{' '.join(path)}`", _paragraphs(command.help or "")]
        parts.append(f"```\n{' '.join([*path, *options, *arguments])}\n```")
        if records:
            rows = [f"| `{_code(name)}` | {_described(about)} |" for name, about in records]
            parts.append("\n".join(["| parâmetro | o que é |", "|---|---|", *rows]))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _read(example: str) -> tuple[list[str], list[_Section]]:
    intro: list[str] = []
    sections: list[_Section] = []
    comments: list[str] = []
    for line in [*example.splitlines(), "# --- fim"]:
        if line.startswith("# --- "):
            (sections[-1].notes if sections else intro).extend(comments)
            title, about = _heading(line.removeprefix("# --- "))
            sections.append(_Section(title))
            comments = [about] if about else []
        elif found := _VARIABLE.match(line):
            _place(sections[-1], comments, found[1], found[2])
            comments = []
        elif line.startswith("# "):
            if comments and not comments[-1].endswith(_SENTENCE_END):
                comments[-1] += " " + line.removeprefix("# ")
            else:
                comments.append(line.removeprefix("# "))
    return intro, sections[:-1]


def _heading(text: str) -> tuple[str, str]:
    """Split «Title. What it is.» or «Title: what it is.»; the title may be all there is."""
    found = re.match(r"([^.:,(]+(?:\([^)]*\)[^.:,(]*)?)[.:,] (.*)", text)
    if not found:
        return text.rstrip("."), ""
    title, about = found.groups()
    return title, about[0].upper() + about[1:] if re.match(r"\w+ ", about) else about


def _place(section: _Section, comments: list[str], name: str, value: str) -> None:
    """Put a variable in its row: one of its own when a comment stands before it, else the row of the one before."""
    if comments or not section.rows:
        section.notes += comments[:-1]
        section.rows.append(_Row(comments[-1] if comments else ""))
    section.rows[-1].variables.append((name, value))


def _settings_line(row: _Row) -> str:
    names = "<br>".join(f"`{name}`" for name, _ in row.variables)
    values = "<br>".join(f"`{_code(value)}`" if value else "–" for _, value in row.variables)
    secrets = "<br>".join("sim" if is_secret(name, value) else "–" for name, value in row.variables)
    readers = "<br>".join(dict.fromkeys(_reader(name) for name, _ in row.variables))
    return f"| {names} | {_cell(row.about)} | {values} | {secrets} | {readers} |"


def _reader(name: str) -> str:
    return next(reader for prefix, reader in _READERS if prefix.match(name))


def _secrecy(model: type[BaseModel]) -> dict[str, bool]:
    return {name: SecretStr.__name__ in str(info.annotation) for name, info in model.model_fields.items()}


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
    for name, child in sorted((children or {}).items()):
        if not child.hidden:
            yield from _leaves(child, (*path, name))


def _described(about: str) -> str:
    """Return the help of a parameter with what the program adds to it in Portuguese."""
    shown = re.sub(r"\s*\[default: no-[^\]]*\]", "", about)
    shown = re.sub(r"\s*\[(?:default: ([^;\]]+); )?required\]", " Obrigatório.", shown)
    return _cell(re.sub(r"\s*\[default: ([^\]]+)\]", r" Padrão: `\1`.", shown))


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n")).replace("<", "&lt;")


def _code(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def _cell(text: str) -> str:
    return _code(text).replace("<", "&lt;")
