"""Pages of the modules whose rows are told column by column."""

from __future__ import annotations

from typing import Any

from govhub_simulator.transferegov.cells import Teller
from govhub_simulator.transferegov.filters import Query, passes
from govhub_simulator.transferegov.numbering import Rows, answered
from govhub_simulator.transferegov.schema import Module, Table
from govhub_simulator.world import World

Row = dict[str, Any]
# This table has no id of its own, and the source repeats rows of it: every third one equals the one before.
_REPEATING = "plano-trabalho-analise-historico-especiais"


def page(world: World, module: Module, table: Table, query: Query) -> tuple[int, list[Row]]:
    """Return how many rows pass in all, and those of the page."""
    numbers = Rows(world, module, table, query.filters)
    rest = {name: values for name, values in query.filters.items() if name not in answered(table, query.filters)}
    end = query.start + query.size
    if not rest:
        places = range(query.start, min(end, len(numbers)))
        return len(numbers), [_row(world, module, table, numbers[place]) for place in places]
    found = [row for place in range(len(numbers)) if passes(row := _row(world, module, table, numbers[place]), rest)]
    return len(found), found[query.start : end]


def _row(world: World, module: Module, table: Table, index: int) -> Row:
    if table.path == _REPEATING and index % 3 == 2:
        index -= 1
    return Teller(world, module, table, index).row()
