"""Which rows the tables of a module have: rows are numbered, and each hangs on the row that its number tells.

The world counts the rows of one table of each module (plans, proposals); what is above them follows from how many
share a parent, and what is below them lives and goes with them. Nothing is held but the numbers of those that exist.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache

from govhub_simulator.transferegov.filters import Filters
from govhub_simulator.transferegov.schema import Column, Module, Table
from govhub_simulator.world import World

_IDS_PER_TABLE = 1_000
FIRST_GF = 7_000_000  # an account has this second id, by which its payments name it


def row_id(module: Module, table: Table, index: int) -> int:
    """Return the id of a row; the tables of a module begin at different numbers."""
    return _IDS_PER_TABLE * (1 + list(module.tables).index(table.path)) + index + 1


def account(index: int) -> str:
    """Return the text that stands for the account of a plan: branch and number."""
    return f"{1000 + index * 17 % 8999}{index + 1:08d}"


def parent_index(table: Table, index: int) -> int:
    """Return the number of the row that a row hangs on."""
    return index // table.per_parent


def ancestor(module: Module, table: Table, index: int, wanted: Table) -> int | None:
    """Return the number of the ancestor of a row in a table, null where that is no ancestor."""
    for step in module.lineage(table):
        if step is wanted:
            return index
        if step.parent is not None:
            index = parent_index(step, index)
    return None


def referred(module: Module, table: Table, index: int, target: Table) -> int:
    """Return the number of a row of another table: one under the same ancestor where they have one."""
    line = module.lineage(target)
    for height, step in enumerate(line):
        common = ancestor(module, table, index, step)
        if common is not None:
            for below in reversed(line[:height]):
                common *= below.per_parent
            return common
    return index // 2


def exists(world: World, module: Module, table: Table, index: int) -> bool:
    """Tell whether a row is at the source today."""
    plan = ancestor(module, table, index, module.anchor)
    return world.exists(plan) if plan is not None else 0 <= index < _count(world, module, table)


class Rows:
    """The numbers of the rows that a query may find, ascending, counted without being told."""

    def __init__(self, world: World, module: Module, table: Table, filters: Filters) -> None:
        self._asked = _asked(world, module, table, filters)
        self._per_plan = _per_plan(module, table)
        self._plans = _plans(world) if self._per_plan else array("q")
        self._count = 0 if self._per_plan else _count(world, module, table)

    def __len__(self) -> int:
        if self._asked is not None:
            return len(self._asked)
        return len(self._plans) * self._per_plan if self._per_plan else self._count

    def __getitem__(self, place: int) -> int:
        if self._asked is not None:
            return self._asked[place]
        if not self._per_plan:
            return place
        plan, rest = divmod(place, self._per_plan)
        return self._plans[plan] * self._per_plan + rest


def answered(table: Table, filters: Filters) -> frozenset[str]:
    """Return the filters that the numbers alone answer."""
    return frozenset(column.name for column in _direct(table) if column.name in filters)


def _direct(table: Table) -> list[Column]:
    return [
        column for column in table.columns if column.kind in {"key", "keytext", "parent", "parenttext", "account", "gf"}
    ]


def _asked(world: World, module: Module, table: Table, filters: Filters) -> list[int] | None:
    found: set[int] | None = None
    for column in _direct(table):
        if column.name in filters:
            numbers = set(_numbers(module, table, column, filters[column.name]))
            found = numbers if found is None else found & numbers
    if found is None:
        return None
    return sorted(index for index in found if index >= 0 and exists(world, module, table, index))


def _numbers(module: Module, table: Table, column: Column, values: Iterable[str]) -> Iterable[int]:
    whole = [int(value) for value in values if value.isdigit()]
    if column.kind in {"key", "keytext"}:
        return (value - row_id(module, table, 0) for value in whole)
    if column.kind == "account":
        plans = (value % 100_000_000 - 1 for value in whole if account(value % 100_000_000 - 1) == str(value))
        per_plan = _per_plan(module, table)
        return (plan * per_plan + place for plan in plans for place in range(per_plan))
    parent = module.tables[table.parent or ""]
    first = FIRST_GF if column.kind == "gf" else row_id(module, parent, 0)
    parents = (value - first for value in whole)
    return (index * table.per_parent + place for index in parents for place in range(table.per_parent) if index >= 0)


def _per_plan(module: Module, table: Table) -> int:
    """Return how many rows of a table hang on each counted row, zero for a table that is not below them."""
    product = 1
    for step in module.lineage(table):
        if step is module.anchor:
            return product
        product *= step.per_parent
    return 0


@lru_cache(maxsize=2)
def _plans(world: World) -> array[int]:
    return array("q", (index for index in range(world.size) if world.exists(index)))


def _count(world: World, module: Module, table: Table) -> int:
    """Return the rows of a table that is above the counted ones, beside them, or under what is above them."""
    line = module.lineage(table)
    above = module.lineage(module.anchor)
    if line[-1] is not above[-1]:
        return world.size // 2 + 3
    product = 1
    for step in line[:-1]:
        product *= step.per_parent
    return -(-world.size // module.anchor.per_parent) * product
