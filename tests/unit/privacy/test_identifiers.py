"""Pseudonym and mask: the same person always the same, a company never touched, a CPF never shown."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhub.privacy.identifiers import cpf_digits, mask, mask_column, pseudonym, pseudonym_column

KEY = b"chave de teste"


@pytest.mark.parametrize(
    ("text", "digits", "masked"),
    [
        ("000.000.001-91", "00000000191", "***.000.001-**"),
        ("00000000191", "00000000191", "***.000.001-**"),
        ("000.000.001-91 - FULANA DE TAL", "00000000191", "***.000.001-** - FULANA DE TAL"),
        ("26.972.885/0001-84", None, "26.972.885/0001-84"),
        ("26972885000184", None, "26972885000184"),
        ("806030", None, "806030"),
        ("806031 - SERPRO - SEDE - BRASILIA", None, "806031 - SERPRO - SEDE - BRASILIA"),
        ("***.456.789-** - NOME", None, "***.456.789-** - NOME"),
        ("", None, ""),
    ],
)
def test_only_a_cpf_is_recognised_and_masked(text: str, digits: str | None, masked: str) -> None:
    assert cpf_digits(text) == digits
    assert mask(text) == masked


def test_a_pseudonym_depends_on_key_context_and_person_and_on_nothing_else() -> None:
    same = pseudonym(KEY, "fornecedor", "00000000191")

    assert len(same) == 26
    assert same == pseudonym(KEY, "fornecedor", "00000000191")
    assert len({same, pseudonym(KEY, "pessoa", "00000000191"), pseudonym(b"outra", "fornecedor", "00000000191")}) == 3


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_a_mask_shows_the_six_middle_digits_and_no_other(digits: str) -> None:
    assert mask(digits) == f"***.{digits[3:6]}.{digits[6:9]}-**"


def test_columns_keep_order_nulls_and_companies() -> None:
    values = pa.chunked_array([["000.000.001-91", None], ["26.972.885/0001-84", "000.000.001-91"]])

    pseudonyms = pseudonym_column(values, KEY, "fornecedor").to_pylist()

    assert pseudonyms == [pseudonyms[0], None, None, pseudonyms[0]]
    assert pseudonyms[0] is not None
    assert mask_column(values).to_pylist() == ["***.000.001-**", None, "26.972.885/0001-84", "***.000.001-**"]
