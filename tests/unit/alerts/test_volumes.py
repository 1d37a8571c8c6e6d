"""What counts as a fall of volume, from earlier runs alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhub.alerts.volumes import FEWEST_RUNS, NEW_NORMAL, Fall, fall_of

from .facts import ago, run


def runs(*rows: int, scopes: int = 1, **given: object) -> list:  # type: ignore[type-arg]
    """Runs with so many rows, one a day, given oldest first and returned newest first."""
    return [
        run(hours=24 * day + 1, rows_fetched=count, scopes=scopes, **given) for day, count in enumerate(reversed(rows))
    ]


def test_less_than_half_of_the_usual_is_a_fall_from_the_run_where_it_began() -> None:
    assert fall_of(runs(1000, 1010, 990, 1005, 400, 410), 0.5) == Fall(410, 1002, ago(25))


@pytest.mark.parametrize(
    "rows",
    [
        (1000,) * 4 + (600,),
        (1000, 300, 1000, 1000, 1000, 350),
        (1000,) * (FEWEST_RUNS - 1) + (10,),
        (40,) * 6 + (1,),
        (),
    ],
    ids=["more than half", "was as low before", "too few runs", "too few rows", "never"],
)
def test_what_is_no_fall(rows: tuple[int, ...]) -> None:
    assert fall_of(runs(*rows), 0.5) is None


def test_a_run_that_asks_less_is_compared_by_what_it_asked() -> None:
    """The first load reads every month, the following ones the last three."""
    first, later = runs(120_000, scopes=120), runs(*(3000,) * 5, scopes=3)

    assert fall_of([*later, *first], 0.5) is None
    assert fall_of([*runs(900, scopes=3), *later, *first], 0.5) == Fall(900, 3000, ago(1))


def test_an_empty_answer_is_a_fall_and_a_run_that_asked_nothing_is_not() -> None:
    assert fall_of([run("sucesso_vazio", 0.5, scopes=1), *runs(*(500,) * 5)], 0.5) == Fall(0, 500, ago(0.5))
    assert fall_of([run("sucesso", 0.5, scopes=0), *runs(*(500,) * 5)], 0.5) is None


def test_runs_of_a_period_or_of_other_bodies_are_not_compared() -> None:
    assert fall_of([*runs(5, windowed=True), *runs(*(500,) * 5)], 0.5) is None
    assert fall_of([*runs(5, orgaos="DPU"), *runs(*(500,) * 5, orgaos="DPU,MGI")], 0.5) is None


def test_what_is_low_several_times_becomes_usual() -> None:
    assert fall_of(runs(*(1000,) * 5, *(100,) * (NEW_NORMAL - 1)), 0.5) is not None
    assert fall_of(runs(*(1000,) * 5, *(100,) * NEW_NORMAL), 0.5) is None


@given(st.lists(st.integers(0, 10_000), max_size=30), st.floats(0.1, 0.9))
def test_a_fall_is_always_below_what_was_usual(rows: list[int], drop: float) -> None:
    fall = fall_of(runs(*rows), drop)

    assert fall is None or (fall.rows == rows[-1] and fall.rows <= (1 - drop) * (fall.usual + 1))
