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


def renamed(kind: str, **also: object) -> ResourceDeclaration:
    """The declaration after `cor` became `tom`."""
    before = declaration(kind).model_dump(by_alias=True, mode="json")
    before["fields"][1] |= {"name": "tom", "formerly": ["cor"], **also}
    return ResourceDeclaration.model_validate(before)


def test_a_part_that_has_a_former_name_is_read_as_the_present_one_with_the_same_hash() -> None:
    part = pa.table({"id": [1], "cor": ["azul"], "_scope": ["tudo"], "_extras": pa.array([None], pa.string())})

    now = align(part, renamed("text"))

    assert now.to_pylist() == [{"id": 1, "tom": "azul", "_scope": "tudo", "_extras": None}]
    assert with_hash(now).column("_hash") == with_hash(align(part, declaration("text"))).column("_hash")


def test_what_came_by_the_new_name_before_it_was_declared_completes_the_former() -> None:
    part = pa.table(
        {"id": [1, 2], "cor": ["azul", None], "_scope": ["a", "a"], "_extras": [None, '{"novaCor":"verde"}']}
    )

    now = align(part, renamed("text", **{"from": "novaCor"}))

    assert [(row["tom"], row["_extras"]) for row in now.to_pylist()] == [("azul", None), ("verde", None)]


@pytest.mark.parametrize("kind", ["number", "text", "scalar"])
def test_a_widened_number_is_its_text_with_the_same_hash(kind: str) -> None:
    part = pa.table({"id": [1], "cor": [7], "_scope": ["tudo"], "_extras": pa.array([None], pa.string())})

    now = align(part, declaration(kind))

    assert now.column("cor").to_pylist() == ["7"]
    assert with_hash(now).column("_hash") == with_hash(align(part, declaration("integer"))).column("_hash")


def test_a_widened_flag_is_the_text_that_postgresql_makes_of_it() -> None:
    part = pa.table({"id": [1, 2], "cor": [True, False], "_scope": ["a", "a"], "_extras": pa.nulls(2, pa.string())})

    assert align(part, declaration("scalar")).column("cor").to_pylist() == ["true", "false"]


@pytest.mark.parametrize(("values", "kind"), [(["azul"], "bigint"), ([7], "boolean"), (["azul"], "boolean")])
def test_a_part_whose_values_do_not_fit_the_type_of_today_is_refused(values: list[object], kind: str) -> None:
    part = pa.table({"id": [1], "cor": values, "_scope": ["tudo"], "_extras": pa.array([None], pa.string())})

    with pytest.raises(ConfigurationError, match=f"O campo cor foi declarado como {kind}, mas o lake"):
        align(part, declaration(kind))
