"""Payable documents (documentos hábeis): what they pay, to whom, with which deductions, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from govhub_simulator.people import cpf, suppliers
from govhub_simulator.randomness import stream
from govhub_simulator.siafi import payable_tabs
from govhub_simulator.siafi.commitments import Note, document, note_near
from govhub_simulator.siafi.messages import amount
from govhub_simulator.siafi.numbering import exists, issued_on
from govhub_simulator.world import World

KINDS = ("NP", "RP", "FL", "SJ", "RB", "DT")
_OF_PERSONS = {"FL", "RB", "RP"}
_WITHOUT_BUDGET = {"DT"}


@dataclass(frozen=True, slots=True)
class Payable:
    """One payable document on one day; amounts in cents."""

    ug: str
    year: int
    kind: str
    number: int
    issued: date
    creditor: str
    cents: int
    notes: tuple[Note, ...]
    today: date

    @property
    def paid_on(self) -> date | None:
        """Day of payment, null while it is open: one in nine waits for ever."""
        day = self.issued + timedelta(days=12 + self.number % 9)
        return day if day <= self.today and self.number % 9 != 8 else None

    @property
    def settled(self) -> bool:
        """Whether it is liquidated in the books."""
        return (self.today - self.issued).days >= 5

    @property
    def text(self) -> str:
        """`2026NP000123`."""
        return f"{self.year}{self.kind}{self.number:06d}"


def payable(world: World, ug: str, year: int, kind: str, number: int) -> Payable | None:
    """Return a document, null if the number has none; a pure function of its arguments."""
    if kind not in KINDS or not exists(world, ug, year, kind, number):
        return None
    random = stream(world.seed, "siafi", kind, ug, year, number)
    notes = () if kind in _WITHOUT_BUDGET else tuple(_notes(world, random, ug, year, number))
    own = notes[0] if notes else None
    issued = issued_on(world, year, kind, number)
    if kind in _OF_PERSONS:
        creditor = cpf(random)
    elif own is not None:
        creditor = own.creditor
    else:
        creditor = document(suppliers(world.seed)[random.randrange(100)].documento)
    cents = own.month_cents if own is not None else random.randint(500_00, 20_000_00)
    return Payable(ug, year, kind, number, issued, creditor, cents, notes, world.today)


def _notes(world: World, random: Random, ug: str, year: int, number: int) -> list[Note]:
    """Return the one or two notes that a document pays; some belong to another unit than the document."""
    of = world.units[random.randrange(len(world.units))].codigo if number % 8 == 5 else ug
    wanted = 1 + random.randrange(number)  # notes are more than documents: that number was given before
    found = [note_near(world, of, year, wanted)]
    if number % 4 == 2:
        found.append(note_near(world, of, year, 1 + wanted // 2))
    return list({note.number: note for note in found if note is not None}.values())


def wire(facts: Payable) -> dict[str, Any]:
    """Return `documentoHabil` as the service sends it: blocks that are not used are left out."""
    withheld = payable_tabs.withheld_cents(facts)
    deductions = payable_tabs.deductions(facts)
    return {
        "codUgEmit": facts.ug,
        "anoDH": facts.year,
        "codTipoDH": facts.kind,
        "numDH": f"{facts.number:06d}",
        "dadosBasicos": _basics(facts),
        "pco": payable_tabs.with_budget(facts),
        "pso": payable_tabs.without_budget(facts),
        "credito": payable_tabs.credits(facts),
        "outrosLanc": payable_tabs.other_entries(facts),
        "deducao": deductions,
        "encargo": payable_tabs.charges(facts),
        "dadosPgto": payable_tabs.payments(facts, facts.cents - withheld),
        "despesaAnular": payable_tabs.reversals(facts),
        "compensacao": payable_tabs.compensations(facts),
        "centroCusto": payable_tabs.cost_centres(facts),
        "docContabilizacao": payable_tabs.bookings(facts),
    }


def _basics(facts: Payable) -> dict[str, Any]:
    origins = [facts.cents] if facts.number % 5 else [facts.cents // 4, facts.cents - facts.cents // 4]
    return {
        "dtEmis": facts.issued.isoformat(),
        "dtVenc": (facts.issued + timedelta(days=20)).isoformat(),
        "codUgPgto": facts.ug,
        "vlr": amount(facts.cents),
        "txtObser": f"PAGAMENTO DO DOCUMENTO {facts.number * 3}",
        "txtInfoAdic": "" if facts.number % 3 else None,
        "vlrTaxaCambio": "0",
        "txtProcesso": f"08038.{facts.number:06d}/{facts.year}-{facts.number % 97:02d}",
        "dtAteste": (facts.issued - timedelta(days=1)).isoformat(),
        "codCredorDevedor": facts.creditor,
        "dtPgtoReceb": facts.paid_on.isoformat() if facts.paid_on else None,
        "docOrigem": [
            {
                "codIdentEmit": facts.creditor,
                "dtEmis": (facts.issued - timedelta(days=5)).isoformat(),
                "numDocOrigem": str(facts.number * 3 + place),
                "vlr": amount(cents),
            }
            for place, cents in enumerate(origins)
        ],
        "docRelacionado": {
            "codUgEmit": facts.ug,
            "numDocRelacionado": f"{facts.year}{facts.kind}{facts.number - 1:06d}",
        }
        if facts.number % 4 == 0
        else None,
        "tramite": _steps(facts) if facts.number % 3 == 1 else None,
    }


def _steps(facts: Payable) -> list[dict[str, Any]]:
    arrived, left = facts.issued + timedelta(days=1), facts.issued + timedelta(days=3)
    first = {"txtLocal": "FISCAL DO CONTRATO", "dtEntrada": facts.issued.isoformat(), "dtSaida": arrived.isoformat()}
    gone = left.isoformat() if left <= facts.today else None
    return [first, {"txtLocal": "SETOR FINANCEIRO", "dtEntrada": arrived.isoformat(), "dtSaida": gone}]
