"""Notes of commitment (NE): those that Compras.gov's contracts declare, under their numbers, and others between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from govhub_simulator.compras_gov.contracts import contract
from govhub_simulator.compras_gov.money_flow import commitments
from govhub_simulator.people import suppliers
from govhub_simulator.randomness import stream
from govhub_simulator.siafi.messages import amount
from govhub_simulator.siafi.numbering import exists, issued_on, knows, nearest
from govhub_simulator.world import FIRST_DAY, FIRST_ID, World

KIND = "NE"
_NATURES = ("339030", "339033", "339036", "339037", "339039", "339040", "449052")
_SUBITEMS = ("15", "79", "01", "12", "00")
_HIGH, _WRAP = 100_000, 899_999  # how Compras.gov's simulated contracts number their notes
_SHARED_EVERY = 13


@dataclass(frozen=True, slots=True)
class Operation:
    """One inclusion, reinforcement or cancellation; cents are positive whatever the kind."""

    kind: str
    on: date
    cents: int

    @property
    def signed_cents(self) -> int:
        """Cents with the sign that the kind gives them."""
        return -self.cents if self.kind == "ANULACAO" else self.cents


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a note."""

    subitem: str
    operations: tuple[Operation, ...]

    @property
    def cents(self) -> int:
        """What is committed now."""
        return sum(operation.signed_cents for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Note:
    """One note of commitment on one day; `month_cents` is what a document may pay of it, whatever happens later."""

    ug: str
    year: int
    number: int
    kind: str
    issued: date
    nature: str
    ptres: str
    source: str
    plan: str | None
    process: str
    creditor: str
    purchase: str | None
    items: tuple[Item, ...]
    month_cents: int

    @property
    def text(self) -> str:
        """`2026NE000123`."""
        return f"{self.year}NE{self.number:06d}"

    @property
    def cents(self) -> int:
        """What is committed now."""
        return sum(item.cents for item in self.items)


@lru_cache(maxsize=4096)
def note(world: World, ug: str, year: int, number: int) -> Note | None:
    """Return a note, null if the number has none; a pure function of its arguments."""
    if not knows(world, ug):
        return None
    declared = next(_declared(world, ug, year, number), None)
    if declared is not None:
        return declared
    return _other(world, ug, year, number) if exists(world, ug, year, KIND, number) else None


def note_near(world: World, ug: str, year: int, wanted: int) -> Note | None:
    """Return the note with the number nearest to one; null if the year has none."""
    number = nearest(world, ug, year, KIND, wanted)
    return note(world, ug, year, number) if number is not None else None


def wire(facts: Note) -> dict[str, Any]:
    """Return `orcEmpenhoDados` as the service sends it."""
    return {
        "ugEmitente": facts.ug,
        "anoEmpenho": facts.year,
        "tipoEmpenho": facts.kind,
        "numEmpenho": f"{facts.number:06d}",
        "celulaOrcamentaria": {
            "esfera": "1",
            "codPTRES": facts.ptres,
            "codFonteRec": facts.source,
            "codNatDesp": facts.nature,
            "ugResponsavel": facts.ug,
            "codPlanoInterno": facts.plan,
        },
        "dtEmis": facts.issued.isoformat(),
        "txtProcesso": facts.process,
        "vlrTaxaCambio": "0",
        "vlrEmpenho": amount(facts.cents),
        "codFavorecido": facts.creditor,
        "codAmparoLegal": "104" if facts.purchase else None,
        "txtInfoCompl": facts.purchase,
        "txtLocalEntrega": "BRASILIA" if facts.number % 3 else None,
        "txtDescricao": f"EMPENHO DE DESPESA DO PROCESSO {facts.process}",
        "passivoAnterior": _liability(facts) if facts.number % 10 == 3 else None,
        "itemEmpenho": [_item(facts, place, item) for place, item in enumerate(facts.items, start=1)],
        "registroAlteracao": [
            {
                "dtEmis": operation.on.isoformat(),
                "txtMotivo": "REFORCO PARA COBRIR A DESPESA" if operation.kind == "REFORCO" else "SALDO NAO UTILIZADO",
                "indrIndispCaixa": "0",
            }
            for item in facts.items
            for operation in item.operations
            if operation.kind != "INCLUSAO"
        ],
    }


def _item(facts: Note, place: int, item: Item) -> dict[str, Any]:
    return {
        "numSeqItem": place,
        "codSubElemento": item.subitem,
        "descricao": f"ITEM {place} DA NATUREZA {facts.nature}",
        "operacaoItemEmpenho": [
            {
                "tipoOperacaoItemEmpenho": operation.kind,
                "quantidade": "1" if position else "1.00000",
                "vlrUnitario": amount(operation.cents),
                "vlrOperacao": amount(operation.cents),
            }
            for position, operation in enumerate(item.operations)
        ],
    }


def _liability(facts: Note) -> dict[str, Any]:
    parts = [facts.cents // 2, facts.cents - facts.cents // 2] if facts.number % 20 == 3 else [facts.cents]
    return {
        "codContaContabil": "213110400",
        "passivoPermanente": [{"contaCorrente": facts.creditor, "vlrRelacionado": amount(cents)} for cents in parts],
    }


def _other(world: World, ug: str, year: int, number: int) -> Note:
    random = stream(world.seed, "siafi", KIND, ug, year, number)
    issued = issued_on(world, year, KIND, number)
    pool = suppliers(world.seed)
    cents = random.randint(1_000_00, 900_000_00)
    parts = [cents] if number % 6 else [cents // 3, cents - cents // 3]
    start = random.randrange(len(_SUBITEMS))
    items = tuple(
        Item(_SUBITEMS[(start + place) % len(_SUBITEMS)], tuple(_operations(world, number, place, issued, part)))
        for place, part in enumerate(parts)
    )
    return Note(
        ug=ug,
        year=year,
        number=number,
        kind=random.choice(("1", "3", "3", "5")),
        issued=issued,
        nature=random.choice(_NATURES),
        ptres=random.choice(("173370", "230390", "168364")),
        source=random.choice(("1000000000", "1050000000")),
        plan=random.choice((None, "F2725INF040", "FUNCIONAM01")),
        process=f"08038.{number % 1_000_000:06d}/{year}-{number % 97:02d}",
        creditor=document(pool[random.randrange(len(pool))].documento),
        purchase=f"{ug}05{number % 99999 + 1:05d}{year}" if number % 4 else None,
        items=items,
        month_cents=max(50_00, parts[0] // 12),
    )


def _operations(world: World, number: int, place: int, issued: date, cents: int) -> Iterator[Operation]:
    """Yield what happened to an item until today; some notes of the current year are reinforced in the first week."""
    yield Operation("INCLUSAO", issued, cents)
    later = min(issued + timedelta(days=40), date(issued.year, 12, 28))
    if number % 4 == 1 and place == 0 and later <= world.today:
        yield Operation("REFORCO", later, cents // 5)
    if number % 9 == 2 and later <= world.today:
        yield Operation("ANULACAO", later, cents // 10)
    recent = FIRST_DAY + timedelta(days=1 + number % 7)
    if number % 3 == 0 and place == 0 and issued.year == FIRST_DAY.year and issued < FIRST_DAY <= recent <= world.today:
        yield Operation("REFORCO", recent, cents // 4)


def _declared(world: World, ug: str, year: int, number: int) -> Iterator[Note]:
    """Yield the note that contracts of Compras.gov declare under a number."""
    text = f"{year}NE{number:06d}"
    for index in _contracts(world, number):
        facts = contract(world, index)
        for row in commitments(facts):
            if row["unidade_gestora"] == ug and row["numero"] == text:
                yield _from_contract(row, number, year, facts.process)


def _contracts(world: World, number: int) -> Iterator[int]:
    """Yield the contracts that may declare a number: by their own number, as neighbours, or by its formula."""
    first = number - 1
    candidates = [first, number] if first % _SHARED_EVERY == 0 else []
    if world.exists(first) and contract(world, first).is_empenho:
        candidates.append(first)
    if number >= _HIGH:
        for offset in (0, 1):
            double = number - _HIGH - offset
            while double <= 2 * (FIRST_ID + 3 * world.size):
                index, rest = divmod(double // 2 - FIRST_ID, 3)
                candidates += [index] if double % 2 == 0 and rest == 0 else []
                double += _WRAP
    return (index for index in candidates if world.exists(index))


def _from_contract(row: dict[str, Any], number: int, year: int, process: str) -> Note:
    cents = int(re.sub(r"\D", "", row["empenhado"]))
    issued = date.fromisoformat(row["data_emissao"]) if row["data_emissao"] else date(year, 1, 10)
    key = re.match(r"\d{17}", row["informacao_complementar"] or "")
    return Note(
        ug=row["unidade_gestora"],
        year=year,
        number=number,
        kind="3",
        issued=issued,
        nature=row["naturezadespesa"][:6],
        ptres=row["programa_trabalho"],
        source=row["fonte_recurso"],
        plan=row["planointerno"].partition(" - ")[0].strip() or None,
        process=process,
        creditor=document(row["credor_obj"]["cnpj_cpf_idgener"]),
        purchase=key.group() if key else None,
        items=(Item("02", (Operation("INCLUSAO", issued, cents),)),),
        month_cents=500_00 + number % 97 * 10_00,
    )


def document(text: str) -> str:
    """Return a supplier's document as SIAFI has it: digits, or the generic identifier of a foreigner."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) in {6, 11, 14} else text
