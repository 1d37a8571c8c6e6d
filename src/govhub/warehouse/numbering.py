"""Which row of its key each row is, told while rows stream by and only 16 bytes of each are kept. Pure.

Two 64-bit numbers of the key, `_key` and another, stand for it: that two keys share both is as unlikely as that two
contents share a hash. Grouping all keys in the database cost a sixth of a first load.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

_GROWTH = 2  # a sorted run is at least so many times as long as the next


class KeyNumbers:
    """Numbers the rows of equal key, 1, 2, 3, in the order in which they come; the batches are those of one run."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self._key = list(key)
        self._runs: list[pl.DataFrame] = []
        self._counts: dict[tuple[int, int], int] = {}  # of keys that came again, and of no other

    def of(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the number of each row of a batch that has `_key`, as int64."""
        if not len(batch):
            return pa.array([], pa.int64())
        marks = self._marks(batch)
        before = pl.Series([False]).new_from_index(0, len(marks))
        for run in self._runs:
            before |= _is_in(marks, run)
        again = marks.filter(before | marks["first"].is_duplicated()).sort("place")
        places, numbers = list[int](), list[int]()
        known = before.gather(again["at"]) if len(again) else before
        for place, first, second, seen in zip(again["place"], again["first"], again["second"], known, strict=False):
            number = self._counts.get((first, second), 1 if seen else 0) + 1
            self._counts[first, second] = number
            places.append(place)
            numbers.append(number)
        self._remember(marks.select("first", "second"))
        result = pl.Series([1], dtype=pl.Int64).new_from_index(0, len(marks))
        return (result.scatter(places, numbers) if places else result).to_arrow()

    def _marks(self, batch: pa.RecordBatch) -> pl.DataFrame:
        """Return both numbers of each key, sorted by the first; `place` is the row's in the batch, `at` the one here."""
        keys = pl.from_arrow(batch.select([*self._key, "_key"]))
        assert isinstance(keys, pl.DataFrame)
        marks = pl.DataFrame({"first": keys["_key"], "second": keys.select(self._key).hash_rows(seed=2)})
        return marks.with_row_index("place").sort("first").with_row_index("at")

    def _remember(self, run: pl.DataFrame) -> None:
        while self._runs and len(self._runs[-1]) < _GROWTH * len(run):
            run = self._runs.pop().merge_sorted(run, key="first")
        self._runs.append(run)


def _is_in(marks: pl.DataFrame, run: pl.DataFrame) -> pl.Series:
    """Tell which marks a sorted run holds."""
    found = run["first"].search_sorted(marks["first"]).clip(upper_bound=len(run) - 1)
    return (run["first"].gather(found) == marks["first"]) & (run["second"].gather(found) == marks["second"])
