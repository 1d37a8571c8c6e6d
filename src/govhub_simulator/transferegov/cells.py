"""What fills a column of the modules whose rows are not told from facts: a value for every kind of the tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from govhub_simulator.people import cnpj, cpf, servants
from govhub_simulator.randomness import day_between, stream
from govhub_simulator.transferegov.numbering import FIRST_GF, account, parent_index, referred, row_id
from govhub_simulator.transferegov.parties import Party, others, own
from govhub_simulator.transferegov.schema import Column, Module, Table
from govhub_simulator.world import FIRST_DAY, World

_PLACES = (
    ("Nova Palma", "RS", "Rio Grande do Sul", 4313102),
    ("Santa Bárbara d'Oeste", "SP", "São Paulo", 3545803),
    ("Anápolis", "GO", "Goiás", 5201108),
    ("Caicó", "RN", "Rio Grande do Norte", 2402006),
    ("Cametá", "PA", "Pará", 1502103),
    ("Blumenau", "SC", "Santa Catarina", 4202404),
    ("Viçosa", "MG", "Minas Gerais", 3171303),
)
_REROLLED_EVERY = 47  # a row's amounts and situations change once in so many days
_NULLS = frozenset(
    {"text", "label", "code", "date", "time", "money", "int", "city", "sei", "monthyear", "month", "interval", "object"}
)
_LABELS = ("Em Elaboração", "Em Análise", "Concluída", "Aprovada", "Não se aplica")


class Teller:
    """Tells one row, column after column; what belongs together in it (place, owner, choices) is drawn once."""

    def __init__(self, world: World, module: Module, table: Table, index: int) -> None:
        self.world, self.module, self.table, self.index = world, module, table, index
        names = ("transferegov", module.name, table.path, index)
        self.random = stream(world.seed, *names)
        self.changing = stream(world.seed, *names, (world.day + index) // _REROLLED_EVERY)
        self.place = _PLACES[self.random.randrange(len(_PLACES))]
        self.choice = self.changing.randrange(10_000)
        self.day = day_between(self.random, FIRST_DAY - timedelta(days=3 * 365), FIRST_DAY)

    @property
    def owner(self) -> Party:
        """The body of the programme that the row descends from: every other one is of the world's bodies."""
        index = self.index
        for step in self.module.lineage(self.table):
            index = parent_index(step, index) if step.parent is not None else index
        mine, theirs = own(self.world), others(self.world)
        return mine[index // 2 % len(mine)] if index % 2 == 0 else theirs[index // 2 % len(theirs)]

    def row(self) -> dict[str, Any]:
        """Return the row in wire form."""
        return {column.name: self.value(column) for column in self.table.columns}

    def value(self, column: Column) -> Any:
        """Return the value of a column."""
        empty = self.random.randrange(14) == 0 and column.kind in _NULLS and not column.never_null
        value = _KINDS[column.kind](self, column)
        return None if empty else value

    def id_in(self, path: str, index: int) -> int:
        """Return the id of a row of another table."""
        return row_id(self.module, self.module.tables[path], index)

    def parent_id(self) -> int:
        """Return the id of the row that this one hangs on."""
        return self.id_in(self.table.parent or "", parent_index(self.table, self.index))

    def plan_index(self) -> int:
        """Return the number of the plan that the row belongs to."""
        return referred(self.module, self.table, self.index, self.module.anchor)

    def parts(self, column: Column, place: int = 0) -> dict[str, Any]:
        """Return the object that a column's parts make."""
        return {part.name: self._part(part, place) for part in column.parts}

    def _part(self, part: Column, place: int) -> Any:
        if part.kind == "child":
            return self.id_in(part.target, self.index * self.module.tables[part.target].per_parent + place)
        return _KINDS[part.kind](self, part)


def _document(teller: Teller) -> str:
    """Return a CNPJ, or a CPF as the source masks it."""
    if teller.index % 3:
        return cnpj(teller.random)
    return _masked_cpf(teller.random)


def _masked_cpf(random: Random) -> str:
    digits = cpf(random)
    return f"***.{digits[3:6]}.{digits[6:9]}-**"


def _name(teller: Teller) -> str:
    pool = servants(teller.world.seed)
    return pool[teller.random.randrange(len(pool))].partition(" - ")[2]


def _payee(teller: Teller) -> str:
    return f"COMERCIAL {teller.place[0].upper()} LTDA" if teller.index % 3 else _name(teller)


def _choose(teller: Teller, column: Column) -> str | int:
    choices = teller.module.choices[column.name]
    return choices[teller.choice % len(choices)]


def _money(teller: Teller) -> float:
    return teller.changing.randint(1_000_00, 900_000_00) / 100


def _moment(teller: Teller) -> str:
    return datetime.combine(teller.day, time(9, teller.index % 60, teller.index * 7 % 60)).isoformat()


def _ug(teller: Teller) -> str:
    return teller.owner.ug


def _label(teller: Teller) -> str:
    return _LABELS[teller.choice % len(_LABELS)]


def _later(teller: Teller, column: Column) -> date:
    day = teller.day + timedelta(days=teller.random.randint(0, 300))
    return day if "fim" in column.name or "vencimento" in column.name else min(day, FIRST_DAY)


def _interval(teller: Teller) -> str:
    first, last = teller.day, teller.day + timedelta(days=90)
    return f"{first:%d/%m/%Y} à {last:%d/%m/%Y}"


def _list(teller: Teller, column: Column) -> list[dict[str, Any]]:
    own_children = next((part.target for part in column.parts if part.kind == "child"), None)
    count = teller.module.tables[own_children].per_parent if own_children else teller.index % 3
    return [teller.parts(column, place) for place in range(count)]


_KINDS: dict[str, Callable[[Teller, Column], Any]] = {
    "key": lambda t, _: row_id(t.module, t.table, t.index),
    "keytext": lambda t, _: str(row_id(t.module, t.table, t.index)),
    "parent": lambda t, _: t.parent_id(),
    "parenttext": lambda t, _: str(t.parent_id()),
    "ref": lambda t, c: t.id_in(c.target, referred(t.module, t.table, t.index, t.module.tables[c.target])),
    "gf": lambda t, c: FIRST_GF + (parent_index(t.table, t.index) if c.filters else t.index),
    "account": lambda t, _: account(t.plan_index()),
    "position": lambda t, _: t.index % t.table.per_parent + 1,
    "id": lambda t, _: t.random.randint(1, 9_999),
    "int": lambda t, _: t.random.randint(1, 36),
    "bigcode": lambda t, _: 202_500_000_000 + t.index,
    "year": lambda t, _: t.day.year,
    "month": lambda t, _: t.day.month if t.index % 2 else str(t.day.month),
    "monthyear": lambda t, _: f"{t.day:%m/%Y}",
    "money": lambda t, _: _money(t),
    "moneytext": lambda t, _: f"{_money(t):.2f}",
    "percent": lambda t, _: t.changing.randint(0, 10_000) / 100,
    "bool": lambda t, _: t.choice % 2 == 0,
    "date": lambda t, c: _later(t, c).isoformat(),
    "time": lambda t, _: _moment(t),
    "interval": lambda t, _: _interval(t),
    "text": lambda t, c: f"{c.name.replace('_', ' ').capitalize()} {t.index + 1}",
    "label": lambda t, _: _label(t),
    "enum": _choose,
    "code": lambda t, _: f"{t.random.randint(0, 999_999):06d}",
    "plano": lambda t, _: f"30882120200002-{row_id(t.module, t.table, t.index):06d}",
    "ne": lambda t, _: f"{t.day.year}NE{t.index % 999_999 + 1:06d}",
    "sei": lambda t, _: f"71000.{t.index % 1_000_000:06d}/{t.day.year}-{t.index % 97:02d}",
    "uf": lambda t, _: t.place[1],
    "ufname": lambda t, _: t.place[2],
    "city": lambda t, _: t.place[0],
    "ibge": lambda t, _: t.place[3],
    "ente": lambda t, _: f"MUNICIPIO DE {t.place[0].upper()}",
    "email": lambda t, _: f"camara@{t.place[1].lower()}.leg.br",
    "cep": lambda t, _: f"{t.random.randint(10_000, 99_999)}-{t.random.randint(0, 999):03d}",
    "cnpj": lambda t, _: cnpj(t.random),
    "doc": lambda t, _: _document(t),
    "cpf": lambda t, _: _masked_cpf(t.random),
    "payee": lambda t, _: _payee(t),
    "person": lambda t, _: _name(t),
    "maskedname": lambda t, _: " ".join(f"{part[:1]}***" for part in _name(t).split()),
    "role": lambda t, _: "Analista Técnico" if t.index % 2 else "Coordenador",
    "sigla": lambda t, _: t.owner.sigla,
    "orgao": lambda t, _: t.owner.nome,
    "siorg": lambda t, _: t.owner.siorg,
    "ug": lambda t, _: int(_ug(t)),
    "ugtext": lambda t, _: _ug(t),
    "gestao": lambda t, _: t.owner.gestao,
    "fonte": lambda t, _: "1000000000" if t.index % 3 else "1444000000",
    "ptresnumber": lambda t, _: 170_000 + t.index % 9_000,
    "natureza": lambda t, _: 339_039 if t.index % 4 else 449_052,
    "group": lambda t, _: "CUSTEIO" if t.index % 2 else "INVESTIMENTO",
    "dv": lambda t, _: "X" if t.index % 11 == 10 else str(t.index % 10),
    "bankname": lambda _, __: "BANCO DO BRASIL S.A.",
    "bank": lambda t, _: 1 if t.index % 5 else "***",
    "stars": lambda t, _: "***" if t.index % 3 else t.random.randint(1, 9_999),
    "list": _list,
    "object": lambda t, c: t.parts(c),
}
