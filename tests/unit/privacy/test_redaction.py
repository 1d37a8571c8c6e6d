"""Whose a row is, and what is left of rows when a person is erased."""

from __future__ import annotations

import pyarrow as pa

from govhub.catalog import load_catalog
from govhub.catalog.ownership import mentions, owners
from govhub.extraction.rows import bronze_schema
from govhub.privacy.identifiers import pseudonym
from govhub.privacy.redaction import People, redact, without_scopes
from govhub.settings import load_settings

KEY, CPF, OTHER = b"chave-de-teste", "11144477735", "52998224725"
BONDS = load_catalog(load_settings()).resource("siape", "consulta_dados_funcionais")
PEOPLE = People(frozenset({pseudonym(KEY, "servidor", CPF)}), ("servidor",), KEY)


def rows(*given: dict[str, str | None]) -> pa.Table:
    schema = bronze_schema(BONDS)
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in given], schema=schema)


def test_a_row_is_of_whom_its_request_asked_and_only_mentions_the_head() -> None:
    assert [field.name for field in owners(BONDS)] == ["cpf"]
    ((field, beside),) = mentions(BONDS)
    assert (field.name, beside) == ("cpf_chefia_imediata", ["cpf_chefia_imediata", "email_chefia_imediata"])


def test_own_rows_go_and_a_mention_is_blanked_with_what_is_named_after_it() -> None:
    head = {"cpf_chefia_imediata": CPF, "email_chefia_imediata": "chefia@exemplo.gov.br"}
    table = rows({"cpf": CPF, "matricula_siape": "1"}, {"cpf": OTHER, "matricula_siape": "2", **head}, {"cpf": OTHER})

    left = redact(table, BONDS, PEOPLE)

    assert (left.dropped, left.blanked) == (1, 1)
    assert left.rows.schema == table.schema
    assert left.rows.to_pylist() == rows({"cpf": OTHER, "matricula_siape": "2"}, {"cpf": OTHER}).to_pylist()


def test_pages_without_rows_or_without_the_person_stay_as_they_are() -> None:
    for table in (rows(), rows({"cpf": OTHER}, {"cpf": None})):
        left = redact(table, BONDS, PEOPLE)
        assert (left.rows, left.dropped, left.blanked) == (table, 0, 0)


def test_requests_about_the_person_are_forgotten() -> None:
    labels = [
        f"cod_orgao=20113,cpf={CPF}",
        f"ano=2026,cod_orgao=20113,cpf={CPF}",
        f"cod_orgao=20113,cpf={OTHER}",
        "tudo",
    ]

    left = without_scopes(pa.table({"scope": labels, "rows": [1, 1, 1, 1]}), PEOPLE)

    assert left.column("scope").to_pylist() == labels[2:]
