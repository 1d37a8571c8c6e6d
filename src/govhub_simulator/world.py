"""One simulated world: its bodies, its date, and which contracts exist on a day, in which unit and in which list.

Contracts are numbered 0, 1, 2, … and dealt to the units in turn; nothing is held in memory, so a
world of a million contracts costs as much as one of ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST_DAY = date(2026, 11, 1)
FIRST_ID = 4000
NEW_PER_DAY_IN = 400  # one new contract a day for every so many
GONE_EVERY = 97  # one contract in so many is deleted, on the day its number tells


@dataclass(frozen=True, slots=True)
class Unit:
    """A managing unit and the body that holds it."""

    codigo: str
    nome_resumido: str
    nome: str
    orgao_codigo: str
    orgao_nome: str


@dataclass(frozen=True, slots=True)
class Body:
    """A public body with its codes in the source systems; a code that is not known is empty."""

    sigla: str
    nome: str
    ugs: tuple[str, ...]
    siorg: str = ""
    siafi: str = ""
    siape: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What the simulator shows; two equal worlds give equal bytes."""

    seed: int
    scale: int
    units: tuple[Unit, ...]
    day: int = 0
    bodies: tuple[Body, ...] = ()

    @property
    def today(self) -> date:
        """The simulated date."""
        return FIRST_DAY + timedelta(days=self.day)

    def advanced(self, days: int) -> World:
        """Return the world some days later."""
        return replace(self, day=self.day + days)

    @property
    def size(self) -> int:
        """How many contracts were ever registered until today."""
        return self.scale + self.day * max(1, self.scale // NEW_PER_DAY_IN)

    def born_on(self, index: int) -> int:
        """Return the simulated day on which a contract appeared; day 0 has the initial ones."""
        return 0 if index < self.scale else 1 + (index - self.scale) // max(1, self.scale // NEW_PER_DAY_IN)

    def exists(self, index: int) -> bool:
        """Tell whether a contract is still at the source today."""
        if not 0 <= index < self.size:
            return False
        return index % GONE_EVERY != GONE_EVERY - 1 or self.day < self.born_on(index) + 2 + index % 5

    def indices(self, unit: str) -> Iterator[int]:
        """Yield the contracts of a unit, ascending; none for a unit that is not known."""
        position = next((place for place, known in enumerate(self.units) if known.codigo == unit), None)
        if position is not None:
            yield from (index for index in range(position, self.size, len(self.units)) if self.exists(index))

    def unit_of(self, index: int) -> Unit:
        """Return the unit that holds a contract."""
        return self.units[index % len(self.units)]
