"""The facts of one TED, from which every table of the module is told without contradiction.

Programmes have three plans each. Even programmes are of the world's bodies, which send to others; odd ones are of
others, and two of their three plans are received by the world's bodies. Amounts are cents. A plan's goals add up to
its value, and so does its schedule; its credit notes, less returns and cancellations, never exceed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from govhub_simulator.randomness import add_months, day_between, stream
from govhub_simulator.transferegov.parties import Party, others, own
from govhub_simulator.world import FIRST_DAY, World

PLANS_PER_PROGRAM = 3
FIRST_PLAN_ID, FIRST_PROGRAM_ID = 10_001, 2_001
NOTES_PER_PLAN = 10
CANCELLED_AT, RETURNED_AT = 8, 9  # positions that no grant has, so that a note keeps its id when others come
# Which codes are plain grants is not published; these two come beside those known as returns and cancellations.
GRANT, GRANT_OF_CAPITAL, RETURN, CANCELLATION, UNMAPPED = "300300", "300306", "300301", "300302", "300063"


@dataclass(frozen=True, slots=True)
class Program:
    """A programme of a sending body."""

    index: int
    id: int
    sender: Party
    year: int
    first_day: date

    @property
    def code(self) -> str:
        """Code of the programme, which begins the codes of its plans."""
        return f"{self.sender.superior_siorg % 100_000:05d}{self.year}{self.index + 1:04d}"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a plan (meta) and the values of its two steps (etapas), which add up to quantity times unit."""

    number: int
    quantity: int
    unit_cents: int
    steps: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Note:
    """A credit note: `events` are pairs of SIAFI event and cents; a draft has no number."""

    position: int
    issuer: Party
    favored: Party
    issued: date
    is_draft: bool
    events: tuple[tuple[str, int], ...]

    @property
    def cents(self) -> int:
        """Sum of the events, without sign."""
        return sum(cents for _, cents in self.events)

    @property
    def sign(self) -> int:
        """Whether the note adds to what the plan received or takes from it."""
        return -1 if self.events[0][0] in {RETURN, CANCELLATION} else 1


@dataclass(frozen=True, slots=True)
class Programming:
    """A financial programming (PF): money that follows a credit note, or comes back."""

    position: int
    issuer: Party
    favored: Party
    received: date
    is_return: bool
    is_draft: bool
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of action on one simulated day."""

    index: int
    id: int
    program: Program
    recipient: Party
    proposed: date
    start: date
    end: date
    is_refused: bool
    goals: tuple[Goal, ...]
    today: date

    @property
    def value(self) -> int:
        """Total of the plan in cents."""
        return sum(goal.quantity * goal.unit_cents for goal in self.goals)

    @property
    def is_signed(self) -> bool:
        """Whether the term was signed."""
        return not self.is_refused and self.start <= self.today

    @property
    def is_concluded(self) -> bool:
        """Whether the term ended some time ago."""
        return self.is_signed and self.end + timedelta(days=60) < self.today

    @property
    def situation(self) -> str:
        """The label that the source shows."""
        if self.is_refused:
            return "Rejeitado"
        if not self.is_signed:
            return "Em Análise" if self.index % 2 else "Em Elaboração"
        return "Concluído" if self.is_concluded else "Em Execução"

    @property
    def instrument(self) -> str | None:
        """The number of the transfer in SIAFI: six digits, leading zeros included, null before the signature."""
        return f"{(self.index * 37 + 4321) % 1_000_000:06d}" if self.is_signed else None

    @property
    def months(self) -> int:
        """Months of the term."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def schedule(self) -> list[tuple[date, int]]:
        """Return month and cents of each disbursement; they add up to the value."""
        parts = _split(self.value, min(4, max(1, self.months // 3)))
        return [(add_months(self.start, 3 * place), cents) for place, cents in enumerate(parts)]

    def notes(self) -> list[Note]:
        """Return the credit notes until today, and the draft of the next one where it is due within a month."""
        if not self.is_signed:
            return []
        sender, found = self.program.sender, list[Note]()
        for place, (due, cents) in enumerate(self.schedule()):
            if due <= self.today + timedelta(days=30):
                found.append(Note(place, sender, self.recipient, due, due > self.today, self._grants(place, cents)))
        if self.index % 5 == 2:
            issued = add_months(self.start, 2)
            if issued <= self.today:
                events = ((CANCELLATION, found[0].cents // 50),)
                found.append(Note(CANCELLED_AT, sender, self.recipient, issued, is_draft=False, events=events))
        if self.is_concluded and self.index % 2:
            returned = self.end + timedelta(days=30)
            events = ((RETURN, self.value // 25),)
            found.append(Note(RETURNED_AT, self.recipient, sender, returned, is_draft=False, events=events))
        return found

    def _grants(self, place: int, cents: int) -> tuple[tuple[str, int], ...]:
        first = UNMAPPED if self.index % 31 == 9 and place == 0 else GRANT
        if (self.index + place) % 3:
            return ((first, cents),)
        capital = cents // 4
        return ((first, cents - capital), (GRANT_OF_CAPITAL, capital))

    def programmings(self) -> list[Programming]:
        """Return the financial programming that follows the grants, some of it still missing or returned."""
        sender, found = self.program.sender, list[Programming]()
        for note in self.notes():
            received = note.issued + timedelta(days=18)
            if note.sign < 0 or note.is_draft or received > self.today or (self.index + note.position) % 8 == 7:
                continue
            is_draft = (self.today - received).days < 4
            items = tuple(_split(note.cents * 9 // 10, 1 + (self.index + note.position) % 2))
            found.append(Programming(note.position, sender, self.recipient, received, False, is_draft, items))
        if self.is_concluded and self.index % 2 and found:
            back = (found[0].items[0] // 10,)
            received = self.end + timedelta(days=40)
            found.append(Programming(RETURNED_AT, self.recipient, sender, received, True, False, back))
        return found


def number(plan: Plan, kind: str, position: int, issued: date) -> str:
    """Return `2024NC000123`: unique for its issuer, year and kind as long as there are fewer than 100,000 plans."""
    return f"{issued.year}{kind}{(plan.index * NOTES_PER_PLAN + position) % 999_999 + 1:06d}"


def program_count(world: World) -> int:
    """Return how many programmes there are."""
    return -(-world.size // PLANS_PER_PROGRAM)


def sender_of(world: World, program_index: int) -> Party:
    """Return who sends in a programme."""
    mine, theirs = own(world), others(world)
    if program_index % 2 == 0:
        return mine[program_index // 2 % len(mine)]
    return theirs[program_index // 2 % len(theirs)]


def recipient_of(world: World, plan_index: int) -> Party:
    """Return who receives in a plan."""
    mine, theirs = own(world), others(world)
    program_index, place = divmod(plan_index, PLANS_PER_PROGRAM)
    if program_index % 2 == 1 and place < PLANS_PER_PROGRAM - 1:
        return mine[(program_index // 2 * 2 + place) % len(mine)]
    sender = sender_of(world, program_index)
    candidates = [party for party in (*theirs, *mine[1:2]) if party != sender]
    return candidates[plan_index // 2 % len(candidates)]


@lru_cache(maxsize=4096)
def program(world: World, index: int) -> Program:
    """Return a programme; a pure function of its arguments."""
    born = world.born_on(index * PLANS_PER_PROGRAM)
    last = FIRST_DAY + timedelta(days=born) if born else FIRST_DAY - timedelta(days=60)
    first_day = (
        last if born else day_between(stream(world.seed, "ted", "program", index), last.replace(year=2023), last)
    )
    return Program(index, FIRST_PROGRAM_ID + index, sender_of(world, index), first_day.year, first_day)


@lru_cache(maxsize=4096)
def plan(world: World, index: int) -> Plan:
    """Return a plan; a pure function of its arguments."""
    random = stream(world.seed, "ted", "plan", index)
    above = program(world, index // PLANS_PER_PROGRAM)
    born = world.born_on(index)
    proposed = FIRST_DAY + timedelta(days=born) if born else above.first_day + timedelta(days=random.randint(5, 50))
    if index % 13 == 7 and not born:  # still waiting for its term when the simulation begins
        proposed = FIRST_DAY - timedelta(days=random.randint(0, 15))
    start = proposed + timedelta(days=random.randint(20, 60))
    end = add_months(start, random.choice((6, 12, 12, 18, 24)))
    return Plan(
        index=index,
        id=FIRST_PLAN_ID + index,
        program=above,
        recipient=recipient_of(world, index),
        proposed=proposed,
        start=start,
        end=end,
        is_refused=index % 17 == 11,
        goals=tuple(_goal(random.randint(20_000_00, 900_000_00), place) for place in range(random.randint(1, 3))),
        today=world.today,
    )


def plans(world: World) -> Iterator[Plan]:
    """Yield every plan that exists today, whoever sends and receives."""
    return (plan(world, index) for index in range(world.size) if world.exists(index))


def _goal(unit_cents: int, place: int) -> Goal:
    quantity = (1, 4, 2)[place]
    unit = unit_cents // quantity
    first = unit * quantity // 3
    return Goal(place + 1, quantity, unit, (first, unit * quantity - first))


def _split(cents: int, parts: int) -> list[int]:
    share = cents // parts
    return [*([share] * (parts - 1)), cents - share * (parts - 1)]
