"""What one route is: where its rows come from, and which parameters it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from govhub_simulator.compras_dados_abertos.writing import Rows
from govhub_simulator.world import World

Flat = Callable[[World], Rows]
Windowed = Callable[[World, date | None, date | None], Rows]
Chosen = Callable[[World, Mapping[str, str]], Rows]
Choices = Mapping[str, Mapping[str, str]]

_CHOICES: Choices = {
    "esfera": dict.fromkeys(("Federal", "Estadual", "Municipal"), ""),
    "poder": dict.fromkeys(("Executivo", "Legislativo", "Judiciário"), ""),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Two parameters that bound a field, both days included; `max_days` where longer windows are refused.

    Without a field the window only chooses the purchases whose rows are told.
    """

    since: str
    until: str
    field: str = ""
    max_days: int | None = None
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `codigo` is compared with the field that `tipo` chooses."""

    filters: Mapping[str, str]
    required: frozenset[str]
    flat: Flat | None = None
    windowed: Windowed | None = None
    chosen: Chosen | None = None
    window: Window | None = None
    takes_size: bool = False
    takes_page: bool = False
    choices: Choices = field(default_factory=dict)
    broken: frozenset[str] = frozenset()

    @property
    def params(self) -> frozenset[str]:
        """Names of every parameter that the route documents."""
        paging = {"pagina"} if self.takes_page else set()
        bounds = {self.window.since, self.window.until} if self.window else set()
        return frozenset(self.filters) | paging | bounds | ({"tamanhoPagina"} if self.takes_size else set())

    def rows(self, world: World, asked: Mapping[str, str], since: date | None, until: date | None) -> Rows:
        """Yield the rows of the route before its filters."""
        if self.windowed is not None:
            return self.windowed(world, since, until)
        if self.chosen is not None:
            return self.chosen(world, asked)
        assert self.flat is not None, "a route has one kind of rows"
        return self.flat(world)


def operation(
    params: str,
    rows: Flat | None = None,
    *,
    windowed: Windowed | None = None,
    chosen: Chosen | None = None,
    window: Window | None = None,
    paging: str = "size",
    tipo: Mapping[str, str] | None = None,
    broken: str = "",
) -> Operation:
    """Return a route; see the module of the routes for how parameters are written.

    `paging` is `size` for a page size of the client's, `page` for one of the server's, empty for none.
    """
    filters, required = {}, set()
    for text in params.split():
        name, changed, other = text.partition("=")
        plain = name.rstrip("*")
        filters[plain] = other if changed else plain
        if name.endswith("*"):
            required.add(plain)
    if window is not None and window.mandatory:
        required |= {window.since, window.until}
    known = {name: choices for name, choices in _CHOICES.items() if name in filters}
    if tipo is not None:
        filters |= {"tipo": "", "codigo": ""}
        required |= {"tipo", "codigo"}
        known["tipo"] = tipo
    return Operation(
        filters=filters,
        required=frozenset(required),
        flat=rows,
        windowed=windowed,
        chosen=chosen,
        window=window,
        takes_size=paging == "size",
        takes_page=paging in {"size", "page"},
        choices=known,
        broken=frozenset(broken.split()),
    )


def whole(rows: Windowed) -> Flat:
    """Return the rows of every time."""
    return lambda world: rows(world, None, None)
