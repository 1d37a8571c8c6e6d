"""What the API tells about a whole managing unit: its notes of commitment and its schedule by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from govhub_simulator.compras_gov import money_flow, terms
from govhub_simulator.compras_gov.contracts import Contract, contract
from govhub_simulator.randomness import money, stream
from govhub_simulator.world import World

_SHARED_FROM_ID = 90_000_000
_LAST_LOOSE_NUMBER = 99_999


def commitments(world: World, ug: str, year: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the notes of a unit, each number once, also those without contract; `year` keeps one year's."""
    contracts = 0
    for index in world.indices(ug):
        facts, contracts = contract(world, index), contracts + 1
        yield from _of_contract(f"{ug} - {facts.unit.nome_resumido}", ug, facts, year or "")
    for loose in range((contracts + 4) // 5):
        note = _loose_note(world, ug, loose)
        if note["numero"].startswith(year or ""):
            yield _note(f"{ug} - UG {ug}", note)


def _of_contract(unit: str, ug: str, facts: Contract, year: str) -> Iterator[dict[str, Any]]:
    told = set[str]()
    for note in money_flow.commitments(facts):
        number, first_holder = note["numero"], note["id"] - _SHARED_FROM_ID
        repeated = number in told or (first_holder >= 0 and (first_holder != facts.index or facts.is_empenho))
        if not repeated and note["unidade_gestora"] == ug and number.startswith(year):
            told.add(number)
            yield _note(unit, note)


def _loose_note(world: World, ug: str, loose: int) -> dict[str, Any]:
    random = stream(world.seed, "empenho sem contrato", ug, loose)
    cents = random.randint(100_00, 90_000_00)
    return {
        "numero": f"{world.today.year - loose % 4}NE{_LAST_LOOSE_NUMBER - loose:06d}",
        "credor": "806031 - SERPRO - SEDE - BRASILIA",
        "naturezadespesa": "339014 - DIARIAS - CIVIL",
        "empenhado": money(cents),
        "aliquidar": money(cents),
    } | dict.fromkeys(("liquidado", "pago", "rpinscrito", "rpaliquidar", "rppago"), "0,00")


def _note(unit: str, note: dict[str, Any]) -> dict[str, Any]:
    return {
        "numero": note["numero"],
        "unidade": unit,
        "fornecedor": note["credor"],
        "naturezadespesa": note["naturezadespesa"],
        "empenhado": note["empenhado"],
        "aliquidar": note["aliquidar"],
        "liquidado": note["liquidado"],
        "pago": note["pago"],
        "rpinscrito": note["rpinscrito"],
        "rpaliquidar": note["rpaliquidar"],
        "rpaliquidado": "0,00",
        "rppago": note["rppago"],
    }


def schedule(world: World, ug: str) -> list[dict[str, Any]]:
    """Return the parcels of a unit's contracts, added up by month."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    name = ""
    for index in world.indices(ug):
        facts = contract(world, index)
        name = facts.unit.nome_resumido
        for parcel in terms.schedule(facts):
            cents = int(parcel["valor"].replace(".", "").replace(",", ""))
            sums[parcel["anoref"], parcel["mesref"]] += cents
    return [
        {"unidade": f"{ug} - {name}", "mesref": f"{month}/{year}", "valor": money(cents)}
        for (year, month), cents in sorted(sums.items())
    ]
