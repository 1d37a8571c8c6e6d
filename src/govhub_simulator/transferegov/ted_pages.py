"""Pages of the TED module: which plans or programmes a query needs to look at, and the rows among theirs that pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from govhub_simulator.transferegov import ted
from govhub_simulator.transferegov.filters import Filters, Query, passes
from govhub_simulator.transferegov.parties import Party
from govhub_simulator.transferegov.plans import (
    FIRST_PLAN_ID,
    FIRST_PROGRAM_ID,
    PLANS_PER_PROGRAM,
    plan,
    program,
    program_count,
    recipient_of,
    sender_of,
)
from govhub_simulator.transferegov.ted import Row
from govhub_simulator.world import World

# How many of its ids a plan (or a programme) has: what an id divides by to tell whose it is.
_PER_PLAN = {
    "id_plano_acao": 1,
    "id_analise": 1,
    "id_parecer": 2,
    "id_meta": 10,
    "id_etapa": 20,
    "id_cronograma_plano_trabalho": 10,
    "id_nota": 10,
    "id_evento_nota": 20,
    "id_programacao": 10,
    "id_item_trf": 20,
}
_PER_PROGRAM = {"id_programa": 1, "id_acao_orcamentaria_programa": 2, "id_beneficiario_programa": PLANS_PER_PROGRAM}
_SENDER = ("unidade_gestora_descentralizadora", "sigla_unidade_descentralizadora", "cd_descentralizadora_sup")
_RECIPIENT = ("unidade_descentralizada_gestora", "sigla_unidade_descentralizada", "cd_descentralizada_sup")


def page(world: World, path: str, query: Query) -> tuple[int, list[Row]]:
    """Return how many rows pass in all, and those of the page."""
    total = sum(1 for _ in _rows(world, path, query.filters))
    found = _rows(world, path, query.filters)
    return total, list(islice(found, query.start, query.start + query.size))


def _rows(world: World, path: str, filters: Filters) -> Iterator[Row]:
    if path in ted.OF_PLAN:
        told = ted.OF_PLAN[path]
        rows = (row for index in _plans(world, filters) for row in told(plan(world, index)))
    else:
        rows = (row for index in _programs(world, filters) for row in _of_program(world, path, index))
    return (row for row in rows if passes(row, filters))


def _of_program(world: World, path: str, index: int) -> list[Row]:
    found = program(world, index)
    if path == "programas":
        return [ted.program_row(found)]
    return ted.budget_actions(found) if path == "programas-acoes-orcamentarias" else ted.beneficiaries(world, found)


def _plans(world: World, filters: Filters) -> Iterator[int]:
    owners = _owners(filters, _PER_PLAN, FIRST_PLAN_ID)
    candidates: Iterable[int] = range(world.size)
    if owners is not None:
        candidates = owners
    elif "id_programa" in filters:
        first = [_whole(text) - FIRST_PROGRAM_ID for text in filters["id_programa"]]
        candidates = [
            index * PLANS_PER_PROGRAM + place for index in sorted(first) for place in range(PLANS_PER_PROGRAM)
        ]
    else:
        candidates = _of_party(candidates, filters, _RECIPIENT, lambda index: recipient_of(world, index))
    return (index for index in candidates if world.exists(index))


def _programs(world: World, filters: Filters) -> Iterator[int]:
    count = program_count(world)
    owners = _owners(filters, _PER_PROGRAM, FIRST_PROGRAM_ID)
    if owners is not None:
        return (index for index in owners if 0 <= index < count)
    return iter(_of_party(range(count), filters, _SENDER, lambda index: sender_of(world, index)))


def _owners(filters: Filters, per_owner: dict[str, int], first_id: int) -> list[int] | None:
    """Return who may own rows with the ids that are asked for, none when no id is."""
    name = next((name for name in per_owner if name in filters), None)
    if name is None:
        return None
    return sorted({_whole(text) // per_owner[name] - first_id for text in filters[name]})


def _of_party(
    candidates: Iterable[int], filters: Filters, names: tuple[str, str, str], party_of: Callable[[int], Party]
) -> Iterable[int]:
    """Leave out, without telling the whole row, what belongs to other parties."""
    ug, sigla, superior = (filters.get(name) for name in names)
    if ug is None and sigla is None and superior is None:
        return candidates
    return (
        index
        for index in candidates
        if (ug is None or str(int(party_of(index).ug)) in ug)
        and (sigla is None or party_of(index).sigla in sigla)
        and (superior is None or str(party_of(index).superior_siorg) in superior)
    )


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else -1
