"""Two writers of Superset's own database that wait for each other: the one that PostgreSQL chose to lose tries again.

A build of dbt marks every dataset as changed while somebody applies the dashboards; both are right, and neither is to fail.
"""

from __future__ import annotations

from collections.abc import Callable

_DEADLOCK = "40P01"
TRIES = 3


def after_disputes(work: Callable[[], None], undo: Callable[[], None]) -> None:
    """Do a work of one transaction; undo it and do it again when it lost to another one, three times in all.

    Raises: what the work raises for any other reason, or at the last try.
    """
    for left in reversed(range(TRIES)):
        try:
            work()
            return
        except Exception as error:
            if not left or getattr(getattr(error, "orig", None), "pgcode", None) != _DEADLOCK:
                raise
            undo()
