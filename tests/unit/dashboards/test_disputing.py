"""A transaction of Superset's database that lost to another one is done again; what fails for another reason is not."""

from __future__ import annotations

import runpy

import pytest

from govhub.settings import CHECKOUT

after_disputes = runpy.run_path(str(CHECKOUT / "dashboards" / "disputing.py"))["after_disputes"]


class Lost(Exception):
    """What SQLAlchemy raises, as far as anybody asks: the driver's error inside of it."""

    def __init__(self, pgcode: str) -> None:
        self.orig = type("DriverError", (Exception,), {"pgcode": pgcode})()


@pytest.mark.parametrize(("failures", "done"), [(["40P01"], True), (["40P01"] * 3, False), (["23505"], False)])
def test_a_lost_dispute_is_undone_and_tried_again_three_times_in_all(failures: list[str], done: bool) -> None:
    left, log = list(failures), []

    def work() -> None:
        if left:
            raise Lost(left.pop(0))
        log.append("done")

    if done:
        after_disputes(work, lambda: log.append("undone"))
        assert log == ["undone", "done"]
    else:
        with pytest.raises(Lost):
            after_disputes(work, lambda: log.append("undone"))
        assert log == ["undone"] * (len(failures) - 1)
