"""The facts of purchases: those behind the simulated contracts, and a few of every kind for each unit.

A purchase published before 2024 followed law 8.666 and is told by the legacy routes; later ones by the routes of
law 14.133. Purchases are numbered, nothing is held but their days of publication.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from govhub_simulator.compras_dados_abertos.catalogue import FIRST_MATERIAL, FIRST_SERVICE, material_size, service_size
from govhub_simulator.compras_dados_abertos.country import body_cnpj, parts
from govhub_simulator.compras_dados_abertos.writing import Row, cents_of
from govhub_simulator.compras_gov import terms
from govhub_simulator.compras_gov.contracts import Contract, contract
from govhub_simulator.people import Supplier, suppliers
from govhub_simulator.randomness import stream
from govhub_simulator.world import FIRST_DAY, Unit, World

LAW_14133 = date(2024, 1, 1)
RESULT_DAYS, MINUTE_DAYS = 20, 45  # from publication to result, and to the start of the price-registration minute
_KINDS = tuple((m, j, False) for m in (3, 5, 6, 7) for j in (0, 1)) + tuple(
    (m, j, True) for m in (2, 3, 5, 6, 7) for j in (0, 1)
)
_EXTRA, _PER_UNIT = 10**9, 100
_OWN_NUMBERS = 90000  # numbers from here on belong to the purchases without contract


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a purchase; amounts in cents."""

    number: int
    is_service: bool
    code: int
    quantity: int
    unit_cents: int
    has_result: bool

    @property
    def total_cents(self) -> int:
        """Amount of the item."""
        return self.unit_cents * self.quantity


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase."""

    position: int
    unit: Unit
    cnpj: str
    modality: int
    number: str
    year: int
    published: date
    settled: date
    supplier: Supplier
    runner_up: Supplier
    process: str
    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        """`idCompra`: UASG, modality, number and year."""
        return f"{self.unit.codigo}{self.modality:02d}{self.number}{self.year}"

    @property
    def is_extra(self) -> bool:
        """Whether no contract followed."""
        return self.position >= _EXTRA

    @property
    def sequence(self) -> int:
        """Number of the purchase in PNCP, within body and year."""
        extra = self.position - _EXTRA
        return self.position % 900000 + 1 if extra < 0 else 900000 + extra % 100000

    @property
    def control(self) -> str:
        """`numeroControlePNCP`."""
        return f"{self.cnpj}-1-{self.sequence:06d}/{self.year}"

    @property
    def is_legacy(self) -> bool:
        """Whether it followed law 8.666."""
        return self.published < LAW_14133

    @property
    def registers_prices(self) -> bool:
        """Whether it ends in a price-registration minute."""
        return self.modality == 5 and (self.position % 2 == 0 or self.is_extra)

    def settled_lines(self, today: date) -> tuple[Line, ...]:
        """Return the items that have a result on a day."""
        return tuple(line for line in self.lines if line.has_result) if self.settled <= today else ()

    def line_id(self, line: Line) -> str:
        """`idCompraItem`: 22 digits."""
        return f"{self.id}{line.number:05d}"


def purchases(world: World, since: date | None = None, until: date | None = None, slack: int = 0) -> Iterator[Purchase]:
    """Yield the purchases of the country published between two days (inclusive), `slack` days earlier included."""
    first = (since - timedelta(days=slack)).toordinal() if since else 1
    last = until.toordinal() if until else date.max.toordinal()
    for place, part in enumerate(parts(world)):
        days = _publications(part)
        for position in (index for index, day in enumerate(days) if day and first <= day <= last):
            yield _purchase(world, place, position)
    for found in extras(world):
        if first <= found.published.toordinal() <= last:
            yield found


def extras(world: World) -> Iterator[Purchase]:
    """Yield the purchases that no contract followed."""
    for place, part in enumerate(parts(world)):
        for extra in range(len(part.units) * len(_KINDS)):
            yield _purchase(world, place, _extra_position(extra))


def purchases_at(world: World, index: int, step: int) -> Iterator[Purchase]:
    """Yield the purchases behind every `step`-th contract from one on, in both parts of the country."""
    for place, part in enumerate(parts(world)):
        for position in range(index, part.size, step):
            found = purchase_of(world, place, position)
            if found is not None:
                yield found


def _extra_position(extra: int) -> int:
    unit, kind = divmod(extra, len(_KINDS))
    return _EXTRA + unit * _PER_UNIT + kind


def purchase_of(world: World, place: int, index: int) -> Purchase | None:
    """Return the purchase behind a contract of one of the two parts of the country, null if it had none here."""
    facts = contract(parts(world)[place], index)
    return _purchase(world, place, index) if _published(facts) else None


@lru_cache(maxsize=8)
def _publications(part: World) -> array[int]:
    """Return the days of publication by contract, zero where there was no purchase."""
    days = (_published(contract(part, index)) for index in range(part.size))
    return array("i", (day.toordinal() if day else 0 for day in days))


def _published(facts: Contract) -> date | None:
    number, year = facts.tender.split("/")
    if not facts.modality[0].isdigit() or int(number) >= _OWN_NUMBERS:
        return None
    if int(year) < facts.signed_on.year:
        return date(int(year), 12, 1) + timedelta(days=facts.index % 20)
    return max(date(int(year), 1, 2), facts.signed_on - timedelta(days=60))


@lru_cache(maxsize=2048)
def _purchase(world: World, place: int, position: int) -> Purchase:
    part = parts(world)[place]
    return _extra(world, part, position - _EXTRA) if position >= _EXTRA else _behind(world, part, position)


def _behind(world: World, part: World, index: int) -> Purchase:
    """Return the purchase that led to a contract: same supplier, same items, same amounts."""
    facts, published = contract(part, index), _published(contract(part, index))
    assert published is not None, "only contracts with a purchase are asked for"
    number, year = facts.tender.split("/")
    pool = suppliers(part.seed)
    return Purchase(
        position=index,
        unit=facts.unit,
        cnpj=body_cnpj(world, facts.unit.orgao_codigo),
        modality=int(facts.modality[0]),
        number=number,
        year=int(year),
        published=published,
        settled=max(published, min(published + timedelta(days=RESULT_DAYS), facts.signed_on)),
        supplier=facts.supplier,
        runner_up=pool[(pool.index(facts.supplier) + 1) % len(pool)],
        process=facts.process,
        lines=tuple(contract_line(item) for item in terms.items(facts)),
    )


def contract_line(item: Row) -> Line:
    """Return an item of a contract as an item of its purchase."""
    return Line(
        number=int(item["numero_item_compra"]),
        is_service=item["tipo_id"] == "Serviço",
        code=int(item["catmatseritem_id"].partition(" ")[0]),
        quantity=int(item["quantidade"]),
        unit_cents=cents_of(item["valorunitario"]),
        has_result=True,
    )


def _extra(world: World, part: World, extra: int) -> Purchase:
    unit_position, kind = divmod(extra, _PER_UNIT)
    modality, turn, legacy = _KINDS[kind]
    random, unit = stream(part.seed, "purchase", extra), part.units[unit_position]
    if legacy:
        published = date(2021, 2, 1) + timedelta(days=random.randint(0, 1000))
    else:
        published = FIRST_DAY - timedelta(days=random.randint(100, 600) if turn else random.randint(1, 55))
    pool, chosen = suppliers(part.seed), random.randrange(200)
    return Purchase(
        position=_EXTRA + extra,
        unit=unit,
        cnpj=body_cnpj(world, unit.orgao_codigo),
        modality=modality,
        number=f"9{int(legacy)}{modality}{turn:02d}",
        year=published.year,
        published=published,
        settled=published + timedelta(days=RESULT_DAYS),
        supplier=pool[chosen],
        runner_up=pool[chosen + 1],
        process=f"08038.{extra % 1000000:06d}/{published.year}-{extra % 97:02d}",
        lines=tuple(_line(world, random, number) for number in range(1, 4)),
    )


def _line(world: World, random: Random, number: int) -> Line:
    """Return an item of the catalogue; the third one of a purchase finds no winner."""
    is_service = number == 2
    first, size = (FIRST_SERVICE, service_size(world)) if is_service else (FIRST_MATERIAL, material_size(world))
    return Line(
        number=number,
        is_service=is_service,
        code=first + random.randrange(min(size, 20)),
        quantity=random.randint(1, 40),
        unit_cents=random.randint(2_00, 9_000_00),
        has_result=number != 3,
    )
