"""The page that answers a data subject: each personal field, why it is held, where it lives, who reads it, until when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from govhub.catalog import Catalog, SystemDeclaration
from govhub.catalog.fields import IDENTIFIER_SUFFIXES, FieldDeclaration
from govhub.catalog.purposes import NOT_PERSONAL, Purpose, personal_fields
from govhub.warehouse.access import EXPECTED

UNDECLARED = "**ninguém declarou em `privacidade.yaml`**"
_PAGE = """\
<!-- Gerado de privacidade.yaml, sources/ e dbt/models/ por `govhub sources check --write`; não edite. -->
# Dados pessoais, campo a campo

Todo campo que fala de pessoas: por que se guarda, com que base legal, onde vive, quem o lê, até quando. As classes e os
mecanismos estão em [Privacidade](privacidade.md). Finalidade, base legal e guarda são a proposta com que a plataforma vem
(`privacidade.yaml`): o encarregado do órgão as confirma ou muda antes da primeira carga.

**Guarda e eliminação.** A plataforma não elimina dado nenhum sozinha: o que a fonte deixou de mandar é marcado (`_deleted_at`) e
continua guardado, no bronze e no lake. Uma pessoa é eliminada, a pedido, por `govhub privacy erase`, só dos sistemas cuja
eliminação está declarada aqui ([como](privacidade.md#eliminar-uma-pessoa)); `govhub privacy retention` elimina quem passou do
prazo, onde há um. A guarda sem prazo é um compromisso que o órgão cumpre por procedimento próprio. O histórico (`silver.…_hist`)
guarda versões anteriores das colunas dos modelos de mesmo nome, e o lê quem lê o esquema.

**Quem lê o bronze**: {bronze}, a conta da carga, e quem administra o banco. **Modelos que leem** são os do dbt cujo SQL cita a
coluna; o que cada um guarda está [adiante](#depois-do-bronze). Onde se diz «com pseudônimo e máscara», só as colunas `{suffixes}`
seguem para quem não é dos esquemas restritos.
"""
_ERASURE = {
    "apaga": "as linhas da pessoa são apagadas, e as menções a ela em linhas de outros",
    "conserva": "nada é apagado, pela base legal e pela guarda acima",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A dbt model: its schema, the class of each column, and its SQL."""

    name: str
    schema: str
    classes: dict[str, str]
    sql: str

    @property
    def personal(self) -> dict[str, str]:
        """Columns that are personal data, with their class."""
        return {name: found for name, found in self.classes.items() if found != NOT_PERSONAL}


def read_models(folder: Path) -> list[Model]:
    """Return the dbt models of a folder, in the order of their schemas and names."""
    models = []
    for file in sorted(folder.rglob("*.yml")):
        for declared in (yaml.load(file.read_bytes(), yaml.CSafeLoader) or {}).get("models", []):
            sql = (file.parent / f"{declared['name']}.sql").read_text(encoding="utf-8")
            named = re.search(r"config\([^)]*schema='(\w+)'", sql)
            schema = named[1] if named else file.relative_to(folder).parts[0]
            classes = {column["name"]: _class_of(column) for column in declared.get("columns", [])}
            models.append(Model(declared["name"], schema, classes, sql))
    return sorted(models, key=lambda model: (model.schema, model.name))


def personal_page(catalog: Catalog, purposes: Mapping[str, Purpose], models: Sequence[Model]) -> str:
    """Return the page; a system without a declared purpose is shown as such."""
    systems = [system for system in catalog.systems.values() if personal_fields(system)]
    parts = [_PAGE.format(bronze=_readers("bronze"), suffixes="`, `".join(IDENTIFIER_SUFFIXES))]
    parts += [_section(system, purposes.get(system.name), models) for system in systems]
    rows = [
        (f"`{model.schema}.{model.name}`", _columns(model.personal), _readers(model.schema))
        for model in models
        if model.personal
    ]
    parts.append("## Depois do bronze\n\nO que os modelos guardam de pessoas, e que papéis leem cada um.")
    parts.append(_table(("modelo", "colunas", "quem lê"), rows))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _section(system: SystemDeclaration, purpose: Purpose | None, models: Sequence[Model]) -> str:
    basis = "; ".join(purpose.base_legal) if purpose else UNDECLARED
    lines = [
        f"## {system.title}",
        f"- **Finalidade**: {purpose.finalidade if purpose else UNDECLARED}.",
        f"- **Base legal**: {basis}.",
        f"- **Guarda**: {purpose.guarda if purpose else UNDECLARED}.",
        f"- **Eliminação a pedido**: {_ERASURE[purpose.eliminacao if purpose else 'conserva']}.",
    ]
    rows = []
    for table, fields in personal_fields(system).items():
        resource = table.removeprefix(f"{system.name}__")
        source = re.compile(rf"source\('{system.name}', '{resource}'\)")
        reading = [model for model in models if source.search(model.sql)]
        rows += [(f"`{table}.{field.name}`", *_of_field(field, reading)) for field in fields]
    table_text = _table(("onde, no bronze", "o que é", "LGPD", "modelos que leem"), rows)
    return f"{lines[0]}\n\n" + "\n".join(lines[1:]) + f"\n\n{table_text}"


def _of_field(field: FieldDeclaration, reading: Sequence[Model]) -> tuple[str, str, str]:
    names = [field.name, *(field.name + suffix for suffix in IDENTIFIER_SUFFIXES)]
    cited = re.compile(rf"\b(?:{'|'.join(names)})\b")
    found = [f"`{model.schema}.{model.name}`" for model in reading if cited.search(model.sql)]
    about = field.about.rstrip(".") + (", com pseudônimo e máscara" if field.identifier else "")
    return about, field.lgpd, ", ".join(found) or "–"


def _readers(schema: str) -> str:
    """Return the roles that may read a schema, as they are granted and checked."""
    return ", ".join(f"`{role}`" for role, rights in EXPECTED.items() if "SELECT" in rights.get(schema, ()))


def _columns(classes: Mapping[str, str]) -> str:
    by_class = {found: [name for name, one in classes.items() if one == found] for found in sorted({*classes.values()})}
    return "; ".join(f"{found}: {', '.join(f'`{name}`' for name in names)}" for found, names in by_class.items())


def _class_of(column: Mapping[str, Any]) -> str:
    return str(column.get("config", {}).get("meta", {}).get("lgpd", NOT_PERSONAL))


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [
        titles,
        ["---"] * len(titles),
        *([cell.replace("|", r"\|").replace("<", "&lt;") for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
