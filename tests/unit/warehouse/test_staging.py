"""Rows on their way into bronze: the same contents the same hash, and a field declared later is found again."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhub.catalog import ResourceDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.staging import align, with_hash

TEXTS = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(blacklist_characters="\x00\x1f", blacklist_categories=("Cs",)), max_size=8),
)


def declaration(kind: str) -> ResourceDeclaration:
    fields = [("id", "bigint"), ("cor", kind)]
    return ResourceDeclaration.model_validate(
        {
            "system": "s", "name": "r", "about": "Teste", "path": "/r", "key": ["id"], "load": "snapshot", "scope": [],
            "fields": [{"name": n, "from": n, "type": t, "lgpd": "P0", "about": "Campo"} for n, t in fields],
        }
    )  # fmt: skip


OLD_PART = pa.table({"id": [1, 2], "_scope": ["tudo", "tudo"], "_extras": ['{"cor":"azul","x":1}', None]})


def test_a_field_declared_later_is_taken_from_extras() -> None:
    assert align(OLD_PART, declaration("text")).to_pylist() == [
        {"id": 1, "cor": "azul", "_scope": "tudo", "_extras": '{"x":1}'},
        {"id": 2, "cor": None, "_scope": "tudo", "_extras": None},
    ]


def test_a_kept_value_of_another_type_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="O campo cor foi declarado como bigint"):
        align(OLD_PART, declaration("bigint"))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=2))
def test_rows_have_one_hash_exactly_when_they_are_equal(rows: list[tuple[str | None, str | None]]) -> None:
    table = pa.table(
        {"a": pa.array([row[0] for row in rows], pa.string()), "b": pa.array([row[1] for row in rows], pa.string())}
    )

    first, second = with_hash(table).column("_hash").to_pylist()
    assert (first == second) == (rows[0] == rows[1])
