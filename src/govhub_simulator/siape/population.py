"""Who is in the world: people, units and their numbers. A person is an index, and the CPF tells the index back.

Nothing is held: the CPF is a keyed permutation of the index, so a question about a CPF costs the same in a world of
sixty people and of a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govhub_simulator.randomness import stream
from govhub_simulator.world import FIRST_DAY, Body, World

_NINE_DIGITS = 10**9
_ROUNDS = 4
_LEFT, _RIGHT = 31_623, 31_623  # their product is just above 10^9; what falls outside is permuted again
PENSIONERS, DEPENDANTS, BENEFICIARIES, REPRESENTATIVES = (part * 100_000_000 for part in (2, 4, 6, 8))

_CHANGE_CYCLE_DAYS = 20  # one person in so many changes every day
_UNIT_CYCLE_DAYS = 50
_NEW_PER_DAY_IN = 300
_LEAVES_EVERY = 61
_SMALL_WORLD, _SMALL_WORLD_UNITS = 1000, 12


def cpf_of(seed: int, number: int) -> str:
    """Return the CPF of a person's number, with valid check digits."""
    digits = f"{_permuted(seed, number, range(_ROUNDS)):09d}"
    for first in (10, 11):
        rest = sum(int(digit) * weight for digit, weight in zip(digits, range(first, 1, -1), strict=True)) % 11
        digits += str(0 if rest < 2 else 11 - rest)
    return digits


def number_of(seed: int, cpf: str) -> int | None:
    """Return the number behind a CPF, null for what is no CPF."""
    if len(cpf) != 11 or not cpf.isdigit():
        return None
    number = _unpermuted(seed, int(cpf[:9]))
    return number if cpf_of(seed, number) == cpf else None


def _permuted(seed: int, value: int, rounds: range) -> int:
    """Feistel over two halves, walked again until the result has nine digits."""
    while True:
        left, right = divmod(value, _RIGHT)
        for step in rounds:
            left, right = right, (left + _mixed(seed, step, right)) % _LEFT
        value = left * _RIGHT + right
        if value < _NINE_DIGITS:
            return value


def _unpermuted(seed: int, value: int) -> int:
    while True:
        left, right = divmod(value, _RIGHT)
        for step in reversed(range(_ROUNDS)):
            left, right = (right - _mixed(seed, step, left)) % _LEFT, left
        value = left * _RIGHT + right
        if value < _NINE_DIGITS:
            return value


def _mixed(seed: int, step: int, value: int) -> int:
    mixed = (value * 2_654_435_761 + seed * 97 + step * 40_503 + 1) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 15)) * 2_246_822_519 >> 7 & 0x7FFFFFFF


def bodies(world: World) -> tuple[Body, ...]:
    """Return the bodies that have a SIAPE code."""
    return tuple(body for body in world.bodies if body.siape)


def body_of_code(world: World, code: str) -> Body | None:
    """Return the body with a SIAPE code."""
    return next((body for body in bodies(world) if body.siape == code), None)


def unit_count(world: World) -> int:
    """Return how many active units each body has."""
    shared = max(3, world.scale // 12 // max(1, len(bodies(world))))
    return min(shared, _SMALL_WORLD_UNITS) if world.scale <= _SMALL_WORLD else shared


def unit_code(number: int) -> str:
    """Return the nine digits of a unit: the first is the top of the body."""
    return f"{2999 + number if number else 1:09d}"


def unit_number(world: World, code: str) -> int | None:
    """Return the number of an active unit, null for a code that no unit has."""
    if len(code) != 9 or not code.isdigit():
        return None
    number = 0 if int(code) == 1 else int(code) - 2999
    return number if 0 <= number < unit_count(world) and unit_code(number) == code else None


def unit_changed_on(world: World, number: int) -> date:
    """Return the last day on which something about a unit changed."""
    return _last_change(world, number * 17, _UNIT_CYCLE_DAYS, 0) or date(2024, 1, 2) + timedelta(days=number * 5 % 700)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's place in the world of today; `rank` counts the people of the body."""

    index: int
    rank: int
    body: Body
    born: int
    left: int | None
    version: int
    changed_on: date


def member(world: World, index: int) -> Member | None:
    """Return a person who ever worked here until today, null for a number that nobody has."""
    known = bodies(world)
    per_day = max(1, world.scale // _NEW_PER_DAY_IN)
    if not known or not 0 <= index < world.scale + world.day * per_day:
        return None
    born = 0 if index < world.scale else 1 + (index - world.scale) // per_day
    leaves = born + 1 + index % 9 if index % _LEAVES_EVERY == _LEAVES_EVERY - 1 else None
    left = leaves if leaves is not None and leaves <= world.day else None
    changed = FIRST_DAY + timedelta(days=left) if left else _last_change(world, index * 7919, _CHANGE_CYCLE_DAYS, born)
    first = FIRST_DAY + timedelta(days=born) if born else FIRST_DAY - timedelta(days=1 + index * 37 % 400)
    version = (world.day + index * 7919 % _CHANGE_CYCLE_DAYS) // _CHANGE_CYCLE_DAYS
    return Member(index, index // len(known), known[index % len(known)], born, left, version, changed or first)


def _last_change(world: World, phase: int, cycle: int, after: int) -> date | None:
    day = world.day - (world.day + phase) % cycle
    return FIRST_DAY + timedelta(days=day) if day > after else None


def units_of(world: World, person: Member) -> tuple[int, ...]:
    """Return the numbers of the units in which a person is listed: one, sometimes two."""
    count = unit_count(world)
    first = person.rank % count
    return (first, (first + 1) % count) if person.rank % 11 == 3 else (first,)


def people_of(world: World, body: Body, unit: int) -> Iterator[Member]:
    """Yield those who are listed in a unit today: the body's own people, then those whom another body ceded to it."""
    known = bodies(world)
    position = known.index(body)
    yield from _own_people(world, position, unit)
    if len(known) > 1:
        yield from (person for person in _own_people(world, (position - 1) % len(known), unit) if is_ceded(person))


def is_ceded(person: Member) -> bool:
    """Tell whether a person works in the next body too, where there are several; bonds_of tells who is free for it."""
    return (
        person.rank % 10 == 4
        and person.rank % 9 != 2
        and person.rank % 6 != 5
        and person.rank % 7 != 3
        and person.rank % 12 not in {6, 10}
        and person.rank % 24 != 12
    )


def head_number(world: World, body: Body, unit: int) -> int:
    """Return the number of the person who heads a unit: the first of its people."""
    known = bodies(world)
    return unit * len(known) + known.index(body)


def _own_people(world: World, position: int, unit: int) -> Iterator[Member]:
    people, count = len(bodies(world)), unit_count(world)
    size = world.scale + world.day * max(1, world.scale // _NEW_PER_DAY_IN)
    residues = sorted({unit, (unit - 1) % count})
    for rank in (start + residue for start in range(0, size // people + 1, count) for residue in residues):
        person = member(world, rank * people + position)
        if person is not None and person.left is None and unit in units_of(world, person):
            yield person


def person_asked(world: World, cpf: str) -> Member | None:
    """Return the person with a CPF, null if there is none."""
    number = number_of(world.seed, cpf)
    return member(world, number) if number is not None else None


def d8(day: date | None) -> str:
    """Return a date as the service writes it, zeros for none."""
    return day.strftime("%d%m%Y") if day else "00000000"


def choice(world: World, index: int, what: str, count: int) -> int:
    """Return a number below `count` that is always the same for a person and a purpose."""
    return stream(world.seed, "siape", what, index).randrange(count)
