"""The page of personal data: every field is on it with a purpose, and it follows declarations, models and grants."""

from __future__ import annotations

from pathlib import Path

import pytest

from govhub.catalog import Catalog, load_catalog, read_purposes
from govhub.catalog.purposes import personal_fields
from govhub.cli.personal import UNDECLARED, Model, personal_page, read_models
from govhub.errors import ConfigurationError
from govhub.settings import CHECKOUT, load_settings

FILE = CHECKOUT / "privacidade.yaml"
_MODEL = Model(
    "pessoa_x",
    "silver_restrito",
    {"cpf": "P3", "uf": "P0"},
    "select cpf from {{ source('siape', 'lista_servidores') }}",
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(load_settings())


@pytest.fixture(scope="module")
def page(catalog: Catalog) -> str:
    return personal_page(catalog, read_purposes(FILE), read_models(CHECKOUT / "dbt" / "models"))


def test_the_page_is_what_would_be_written_today(page: str) -> None:
    assert (CHECKOUT / "docs" / "privacidade-campos.md").read_text(encoding="utf-8") == page


def test_every_system_with_personal_data_says_why_it_holds_them(catalog: Catalog, page: str) -> None:
    holding = {name for name, system in catalog.systems.items() if personal_fields(system)}

    assert holding == set(read_purposes(FILE))
    assert UNDECLARED not in page


def test_every_personal_field_is_on_the_page(catalog: Catalog, page: str) -> None:
    fields = [
        f"| `{table}.{field.name}` |"
        for system in catalog.systems.values()
        for table, found in personal_fields(system).items()
        for field in found
    ]

    assert len(fields) > 700
    assert [field for field in fields if field not in page] == []


def test_a_field_names_the_models_that_cite_it_and_each_model_its_readers(catalog: Catalog) -> None:
    page = personal_page(catalog, {}, [_MODEL])
    (line,) = [line for line in page.splitlines() if line.startswith("| `siape__lista_servidores.cpf` |")]

    assert line.endswith("com pseudônimo e máscara | P3 | `silver_restrito.pessoa_x` |")
    assert "| `silver_restrito.pessoa_x` | P3: `cpf` | `etl_user`, `pessoal`, `pessoal_orgao` |" in page
    assert UNDECLARED in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sistemas: {Frota: {finalidade: Saber, base_legal: [Lei], guarda: Sempre}}", "Frota"),
        ("sistemas: {siape: {finalidade: Saber, base_legal: [], guarda: Sempre}}", "base_legal"),
        ("sistemas: {siape: {finalidade: Saber, base_legal: [Lei]}}", "guarda"),
    ],
)
def test_a_purpose_that_does_not_hold_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "privacidade.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError) as refused:
        read_purposes(file)
    assert words in str(refused.value)
