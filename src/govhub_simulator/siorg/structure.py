"""The units of one body: a tree of four levels, in which a unit appears, moves or goes now and then.

A unit is known by its number in the body, 0 being the body itself; codes of units begin at 400,000 and are dealt to the
bodies in turn, so that no two units of the country share one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from govhub_simulator.world import FIRST_DAY, Body, World

FIRST_CODE = 400_000
FIRST_VERSION = 4  # of day 0: 110.4.0
_LEAST_UNITS = 8
_KINDS = ("Diretoria de", "Coordenação-Geral de", "Coordenação de", "Divisão de")
_THEMES = (
    ("Gestão de  Pessoas", "GP"),
    ("Tecnologia da Informação", "TI"),
    ("Orçamento e\nFinanças", "OF"),
    ("Licitações e Contratos", "LC"),
    ("Assuntos Administrativos", "AD"),
    ("Planejamento  Institucional", "PI"),
    ("Comunicação Social", "CS"),
    ("Estudos e Políticas Sociais", "PS"),
    ("Documentação e Arquivo", "DA"),
)
_LETTERS = ("DI", "CG", "CO", "DV")
_COUNCILS = ("Comitê de Governança Digital", "Conselho Consultivo", "Comissão de Ética")


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """One unit on one simulated day; `parent` and `former_parent` are numbers in the same body."""

    body: Body
    number: int
    code: str
    parent: int | None
    former_parent: int | None
    level: int
    version: int

    @property
    def is_council(self) -> bool:
        """Whether it is a collegiate, which has members and no posts."""
        return self.number % 11 == 7

    @property
    def name(self) -> str:
        """The name as registered, double spaces and line breaks included."""
        if self.number == 0:
            return self.body.nome
        if self.is_council:
            return _COUNCILS[self.number // 11 % len(_COUNCILS)]
        if self.number == 1:
            return f"Gabinete da Direção da {self.body.sigla}"
        return f"{_KINDS[self.level - 1]} {_THEMES[self.number % len(_THEMES)][0]}"

    @property
    def acronym(self) -> str:
        """The acronym, shared by units of several bodies and sometimes with spaces around it."""
        if self.number == 0:
            return self.body.sigla
        if self.is_council:
            return ("CGD", "CONSU", "CE")[self.number // 11 % 3]
        if self.number == 1:
            return "GABIN"
        letters = _LETTERS[self.level - 1] + _THEMES[self.number % len(_THEMES)][1]
        return f" {letters} " if self.number % 10 == 3 else letters

    @property
    def kind(self) -> str:
        """Tail of the URI of the type."""
        if self.number == 0:
            return "orgao" if is_direct(self.body) else "entidade"
        return "unidade-colegiada" if self.is_council else "unidade-administrativa"


def is_direct(body: Body) -> bool:
    """Tell whether a body is of the direct administration."""
    return body.nome.startswith(("Ministério", "Defensoria", "Presidência", "Advocacia"))


def root_of(world: World, code: str) -> Body | None:
    """Return the body whose SIORG code this is."""
    return next((body for body in bodies(world) if body.siorg == code), None)


def bodies(world: World) -> tuple[Body, ...]:
    """Return the bodies that have a SIORG code."""
    return tuple(body for body in world.bodies if body.siorg)


def unit_code(world: World, body: Body, number: int) -> str:
    """Return the code of a unit; other systems name units by it."""
    known = bodies(world)
    return body.siorg if number == 0 else str(FIRST_CODE + number * len(known) + known.index(body))


def find(world: World, code: str) -> OrgUnit | None:
    """Return the unit with a code, if it exists today."""
    body = root_of(world, code)
    if body is not None:
        return unit(world, body, 0)
    if not code.isdigit() or int(code) < FIRST_CODE or not bodies(world):
        return None
    number, position = divmod(int(code) - FIRST_CODE, len(bodies(world)))
    return unit(world, bodies(world)[position], number) if number else None


def units(world: World, body: Body) -> Iterator[OrgUnit]:
    """Yield the units of a body, parents before children."""
    for number in range(_initial(world) + world.day):
        found = unit(world, body, number)
        if found is not None:
            yield found


def unit(world: World, body: Body, number: int) -> OrgUnit | None:
    """Return a unit as it is today, null when it is not there.

    Every day one unit appears. Of the units without children one in five goes and one in five moves, each on a day of
    its own.
    """
    first, fan = _initial(world), _fan(world)
    if not 0 <= number < first + world.day:
        return None
    code = unit_code(world, body, number)
    if number >= first:
        parent = 1 + number % fan
        return OrgUnit(body, number, code, parent, None, 2, FIRST_VERSION + 1 + number - first)
    planned = (number - 1) // fan if number else None
    turn, day = (first - 1 - number) % 5, 1 + (first - 1 - number) // 5
    changeable = number > (first - 2) // fan and world.day >= day
    if changeable and turn == 3:
        return None
    if changeable and turn == 1 and planned is not None:
        parent = 1 + planned % fan
        return OrgUnit(body, number, code, parent, planned, 2, FIRST_VERSION + day)
    return OrgUnit(body, number, code, planned, None, _level(number, fan), number % (FIRST_VERSION + 1))


def version(number: int) -> str:
    """Return the text of a version."""
    return f"110.{number}.0"


def version_date(number: int) -> str:
    """Return the day on which a version began: one a month before day 0, one a day since."""
    days = number - FIRST_VERSION
    return (FIRST_DAY + timedelta(days=days if days > 0 else days * 30 - 31)).isoformat()


def _initial(world: World) -> int:
    return max(_LEAST_UNITS, world.scale // 10)


def _fan(world: World) -> int:
    """The least number of children with which four levels hold the units of day 0."""
    fan = 2
    while 1 + fan + fan**2 + fan**3 < _initial(world):
        fan += 1
    return fan


def _level(number: int, fan: int) -> int:
    level = 0
    while number:
        number, level = (number - 1) // fan, level + 1
    return level
