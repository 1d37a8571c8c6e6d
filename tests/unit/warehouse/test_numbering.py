"""Rows of one key are numbered in their order, however they are cut into batches."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from govhub.warehouse.numbering import KeyNumbers
from govhub.warehouse.staging import with_key_number

Key = tuple[str, str | None]
KEYS = st.tuples(st.sampled_from(["a", "b", "c", "a|"]), st.sampled_from([None, "", "a"]))


def batch_of(keys: list[Key]) -> pa.RecordBatch:
    columns = {name: pa.array([key[place] for key in keys], pa.string()) for place, name in enumerate("xy")}
    table = with_key_number(pa.table(columns), ("x", "y"))
    return pa.record_batch({name: table.column(name).combine_chunks() for name in table.column_names})


@settings(deadline=None)
@given(st.lists(st.lists(KEYS, max_size=9), max_size=7))
def test_each_row_has_its_place_among_those_of_its_key(batches: list[list[Key]]) -> None:
    numbers, seen = KeyNumbers(("x", "y")), Counter[Key]()
    for keys in batches:
        expected = []
        for key in keys:
            seen[key] += 1
            expected.append(seen[key])
        assert numbers.of(batch_of(keys)).to_pylist() == expected


def test_two_keys_that_share_a_number_are_told_apart_by_the_other() -> None:
    numbers = KeyNumbers(("x", "y"))
    for keys, expected in (([("a", None)], [1]), ([("c", None), ("a", None)], [1, 2])):
        batch = batch_of(keys)
        same = batch.set_column(batch.schema.names.index("_key"), "_key", pa.array([7] * len(keys), pa.int64()))
        assert numbers.of(same).to_pylist() == expected
