"""LGPD classes along the layers, read from the files: nothing gets a lower class by being copied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from govhub.catalog import load_catalog
from govhub.settings import CHECKOUT, load_settings

MODELS = CHECKOUT / "dbt" / "models"
CLASSES = ("P0", "P1", "P2", "P3", "P4")
# (model, column) whose class is lower than that of the column of the same name above it, and what lowers it.
LOWERED = {
    ("*", "fornecedor_chave"): "a natural person is a pseudonym in it",
    ("fornecedor", "cnpj"): "the number of a company is no personal data; MEI names lose the CPF",
    ("contratos_resumo", "objeto"): "CPFs are masked, and the text is left out when the supplier is a natural person",
    ("pessoa", "uf_nascimento"): "generalisation of the place of birth, which the source sends with the identity",
    ("pessoa_identidade", "data_nascimento"): "restricted schema; the declaration classes the whole answer",
    ("pessoa_identidade", "nome"): "published by duty of transparency; the declaration classes the whole answer",
    (
        "pessoa_identidade",
        "email_institucional",
    ): "published by duty of transparency; the declaration classes the whole answer",
    ("posto_par", "funcao_canonica"): "the function of the post; that of the bond is only compared with it",
    ("vinculo", "data_ingresso_funcao"): "acts of appointment are published",
}
# Products that count or sum what they read, with the threshold of small cells, or describe units instead of people.
AGGREGATED = {
    "afastamentos_mensal",
    "aposentadorias_mensal",
    "estrutura_organizacional",
    "pessoas_distribuicao",
    "pessoas_indicadores",
    "pessoas_por_uf",
    "quadro_pessoal",
    "terceirizados_resumo",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A model, seed or bronze table with the class of each column."""

    name: str
    schema: str
    columns: dict[str, str | None]
    parents: tuple[str, ...]
    sql: str


def _class_of(column: dict[str, Any]) -> str | None:
    value = column.get("config", {}).get("meta", {}).get("lgpd")
    return str(value) if value else None


def _documents(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    files = sorted(folder.rglob("*.yml"))
    return [(file, yaml.load(file.read_bytes(), yaml.CSafeLoader) or {}) for file in files]


@cache
def bronze() -> dict[str, Table]:
    tables = {}
    for _, document in _documents(MODELS / "bronze"):
        for source in document.get("sources", []):
            for table in source["tables"]:
                name = f"{source['name']}.{table['name']}"
                columns = {column["name"]: _class_of(column) for column in table.get("columns", [])}
                tables[name] = Table(name, source["schema"], columns, (), "")
    return tables


@cache
def models() -> dict[str, Table]:
    tables = {}
    for file, document in [pair for pair in _documents(MODELS) if pair[0].parent.name != "bronze"]:
        for model in document.get("models", []):
            statement = (file.parent / f"{model['name']}.sql").read_text(encoding="utf-8")
            named = re.search(r"config\([^)]*schema='(\w+)'", statement)
            columns = {column["name"]: _class_of(column) for column in model.get("columns", [])}
            schema = named[1] if named else file.relative_to(MODELS).parts[0]
            tables[model["name"]] = Table(model["name"], schema, columns, _parents(statement), statement)
    return tables


def _parents(statement: str) -> tuple[str, ...]:
    references = re.findall(r"ref\('(\w+)'\)", statement)
    return (*references, *(".".join(pair) for pair in re.findall(r"source\('(\w+)', '(\w+)'\)", statement)))


def in_schemas(*schemas: str) -> list[Table]:
    return [table for table in models().values() if table.schema in schemas]


def test_bronze_has_the_classes_that_the_declarations_give() -> None:
    for system in load_catalog(load_settings()).systems.values():
        for resource in system.resources.values():
            known = bronze()[f"{system.name}.{resource.name}"].columns
            for field in resource.fields:
                assert field.discard or known[field.name] == field.lgpd, (resource.table, field.name)


@pytest.mark.parametrize(
    "table", in_schemas("silver", "gold", "silver_restrito", "gold_restrito", "referencia"), ids=lambda t: t.name
)
def test_l06_every_column_has_a_class(table: Table) -> None:
    assert table.columns
    assert {name: found for name, found in table.columns.items() if found not in CLASSES} == {}


def test_l02_gold_holds_no_identifier_and_nothing_restricted() -> None:
    for table in in_schemas("gold"):
        assert [name for name, found in table.columns.items() if found in {"P3", "P4"}] == [], table.name
        assert [name for name in table.columns if name == "pessoa_id" or name.endswith("_pseudonimo")] == [], table.name


def test_what_identifies_or_is_sensitive_lives_in_the_restricted_schemas() -> None:
    for table in in_schemas("silver", "referencia"):
        assert [name for name, found in table.columns.items() if found in {"P3", "P4"}] == [], table.name


def test_no_model_outside_the_restricted_schemas_selects_a_raw_identifier() -> None:
    identifiers = {
        f"{system.name}.{resource.name}": [field.name for field in resource.fields if field.identifier]
        for system in load_catalog(load_settings()).systems.values()
        for resource in system.resources.values()
    }
    for table in in_schemas("silver", "gold", "referencia"):
        for parent in table.parents:
            for name in identifiers.get(parent, []):
                assert not re.search(rf"\b\w+\.{name}\b", table.sql), (table.name, parent, name)


def test_a_class_is_never_lower_than_that_of_the_column_it_copies() -> None:
    known = bronze() | models()
    lower = []
    for table in (table for table in models().values() if table.name not in AGGREGATED):
        for parent in table.parents:
            for name, above in known[parent].columns.items() if parent in known else ():
                found = table.columns.get(name)
                listed = (table.name, name) in LOWERED or ("*", name) in LOWERED
                if above in CLASSES and found in CLASSES and found < above and not listed:
                    lower.append(f"{table.name}.{name} is {found}, {parent}.{name} is {above}")
    assert not lower, "\n".join(lower)
