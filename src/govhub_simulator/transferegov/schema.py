"""What the four modules publish: tables, their columns, the limits of pages and of lists.

The tables are written in a compact text, read here:

    @path[*] [parent per_parent]     `*` marks the table whose rows the world counts: plans, proposals
    column:kind[+][!][=]             `+` takes a list as filter, `!` is no filter, `=` is never null

A kind may name its parts, `list(a:int b:text)`, or another table, `ref=path`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from govhub_simulator.transferegov import especiais_tables, fundoafundo_tables, parcerias_tables, ted_tables

_TOKEN = re.compile(r"(\w+):(\w+)(?:=([\w-]+))?(?:\(([^)]*)\))?([+!=]*)")
_INTEGERS = frozenset(
    {"key", "parent", "id", "int", "ug", "year", "ibge", "siorg", "natureza", "gf", "ref", "position"}
)

Choices = dict[str, tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what fills it, and how it filters."""

    name: str
    kind: str
    target: str = ""
    parts: tuple[Column, ...] = ()
    takes_list: bool = False
    filters: bool = True
    never_null: bool = False

    @property
    def is_integer(self) -> bool:
        """Whether a filter that is no integer is refused."""
        return self.kind in _INTEGERS


@dataclass(frozen=True)
class Table:
    """One table: `per_parent` rows hang on each row of the parent."""

    path: str
    columns: tuple[Column, ...]
    parent: str | None
    per_parent: int
    is_anchor: bool

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def named(self, *kinds: str) -> Column | None:
        """Return the first column of these kinds."""
        return next((column for column in self.columns if column.kind in kinds), None)


@dataclass(frozen=True)
class Module:
    """One module of the API."""

    name: str
    page_limit: int
    list_limit: int
    tables: dict[str, Table]
    choices: Choices

    @cached_property
    def anchor(self) -> Table:
        """The table whose rows the world counts."""
        return next(table for table in self.tables.values() if table.is_anchor)

    def lineage(self, table: Table) -> tuple[Table, ...]:
        """Return the table, its parent, and so on up to the root."""
        line = [table]
        while line[-1].parent is not None:
            line.append(self.tables[line[-1].parent])
        return tuple(line)


def _read(text: str) -> dict[str, Table]:
    tables = {}
    for block in text.strip().split("\n\n"):
        head, _, body = block.partition("\n")
        path, *parent = head[1:].split()
        tables[path.rstrip("*")] = Table(
            path=path.rstrip("*"),
            columns=_columns(body),
            parent=parent[0] if parent else None,
            per_parent=int(parent[1]) if parent else 0,
            is_anchor=path.endswith("*"),
        )
    return tables


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            name=name,
            kind=kind,
            target=target,
            parts=_columns(parts),
            takes_list="+" in marks,
            filters="!" not in marks,
            never_null="=" in marks,
        )
        for name, kind, target, parts, marks in _TOKEN.findall(text)
    )


MODULES: dict[str, Module] = {
    "ted": Module("ted", 1000, 200, _read(ted_tables.TABLES), ted_tables.CHOICES),
    "fundoafundo": Module("fundoafundo", 1000, 200, _read(fundoafundo_tables.TABLES), fundoafundo_tables.CHOICES),
    "especiais": Module("especiais", 200, 100, _read(especiais_tables.TABLES), especiais_tables.CHOICES),
    "parcerias": Module("parcerias", 200, 200, _read(parcerias_tables.TABLES), parcerias_tables.CHOICES),
}
