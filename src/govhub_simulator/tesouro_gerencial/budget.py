"""Lines of the reports on appropriation and its execution, by action, plan, element and unit.

What was executed of a unit and year is what its notes of commitment say, dealt to the cells of the unit by element.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from govhub_simulator.randomness import stream
from govhub_simulator.tesouro_gerencial.classification import ELEMENTS, action_of, place_of, plan_of
from govhub_simulator.tesouro_gerencial.commitments import FIRST_YEAR, since_2024
from govhub_simulator.world import Body, Unit, World

Row = dict[str, Any]

_EXECUTED = (
    "despesas_empenhadas",
    "despesas_liquidadas",
    "despesas_pagas",
    "restos_a_pagar_inscritos",
    "restos_a_pagar_pagos",
)


def overview(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the overview of a body, years ascending; `ano_exercicio` is the block of a line."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for number, unit in _cells(world, body):
            yield (_cell(number, unit) | {"ano_exercicio": str(year)} | _amounts(world, revision, number, year))


def execution(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield appropriation and execution of the current year."""
    for number, unit in _cells(world, body):
        yield _cell(number, unit) | _amounts(world, revision, number, world.today.year)


def by_ptres(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the appropriation by programme, plan, action and PTRES."""
    for number, unit in _cells(world, body):
        amounts = _amounts(world, revision, number, world.today.year)
        yield (
            _cell(number, unit)
            | amounts
            | {
                "ptres": f"{173370 + number}",
                "natureza_despesa": f"3390{ELEMENTS[number % len(ELEMENTS)][0]}",
                "natureza_despesa_descricao": ELEMENTS[number % len(ELEMENTS)][1],
                "dotacao_suplementar": amounts["dotacao_atualizada"] - amounts["dotacao_inicial"],
            }
        )


def by_action(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the notes of commitment by action, with where the favoured party is."""
    for row in since_2024(world, revision, body):
        committed, settled, paid = (
            row.get(name, 0) for name in ("despesas_empenhadas", "despesas_liquidadas", "despesas_pagas")
        )
        if not committed:
            continue
        town = place_of(row["index"])
        yield (
            row
            | plan_of(row["index"])
            | {
                "favorecido_cep": f"{70000000 + row['index'] % 9999999:08d}",
                "favorecido_municipio": "9701",
                "favorecido_municipio_descricao": town["municipio_pt"],
                "favorecido_regiao": town["regiao_pt"],
                "favorecido_uf": town["uf_pt"],
                "favorecido_uf_descricao": town["uf_pt_descricao"],
                "pt": f"14422501520ZH{row['index'] % 10000:04d}",
                "ug_responsavel": "-8",
                "ug_responsavel_descricao": "NAO SE APLICA",
                "dotacao_inicial": 0,
                "dotacao_atualizada": 0,
                "a_liquidar": committed - settled,
                "a_pagar": settled - paid,
            }
        )


def _cells(world: World, body: Body | None) -> Iterator[tuple[int, Unit]]:
    """Number the cells of the budget: one more every day, dealt to the units in turn."""
    units = world.units
    for number in range(max(12, world.scale // 6) + world.day):
        unit = units[number % len(units)]
        if body is None or unit.codigo in body.ugs:
            yield number, unit


def _cell(number: int, unit: Unit) -> Row:
    element, element_name = ELEMENTS[number % len(ELEMENTS)]
    return {
        "unidade_orcamentaria": f"{unit.orgao_codigo[:2]}101",
        "unidade_orcamentaria_descricao": unit.orgao_nome,
        **action_of(number // len(ELEMENTS)),
        **plan_of(number),
        "elemento_despesa": element,
        "elemento_despesa_descricao": element_name,
        "orgao_uge": unit.orgao_codigo,
        "orgao_uge_descricao": unit.orgao_nome,
        "uge_matriz_filial": "MATRIZ",
        "ug_executora": unit.codigo,
        "ug_executora_descricao": unit.nome,
    }


def _amounts(world: World, revision: int, number: int, year: int) -> Row:
    random = stream(world.seed, "tesouro_gerencial", "orcamento", number, year)
    initial = random.randint(50_000_00, 9_000_000_00)
    updated = initial + (initial // 8 if number % 3 == 0 else -(initial // 20) if number % 7 == 1 else 0)
    if number % 4 == 0 and year == world.today.year:  # revised from one edition to the next
        updated += (world.day * 2 + revision) % 9 * 1_000
    done = _executed(world, revision)[year, number]
    committed, settled, paid = (done[name] for name in _EXECUTED[:3])
    return {
        "projeto_inicial_loa": initial,
        "dotacao_inicial": initial,
        "dotacao_atualizada": updated,
        "credito_disponivel": max(updated - committed, 0),
        "despesas_empenhadas": committed,
        "a_liquidar": committed - settled,
        "a_pagar": settled - paid,
        "despesas_pagas": paid,
        "restos_a_pagar_inscritos": done["restos_a_pagar_inscritos"],
        "restos_a_pagar_pagos": done["restos_a_pagar_pagos"],
    }


@lru_cache(maxsize=8)
def _executed(world: World, revision: int) -> dict[tuple[int, int], Counter[str]]:
    """Return what was executed by year and cell: an element is dealt to the cells of its unit that have it, or to the first."""
    cells: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, unit in _cells(world, None):
        cells[unit.codigo][ELEMENTS[number % len(ELEMENTS)][0]].append(number)
    sums: dict[tuple[int, tuple[int, ...]], Counter[str]] = defaultdict(Counter)
    for row in since_2024(world, revision, None):
        of_unit = cells.get(row["ne_ccor"][:6])
        if of_unit:
            element = row["natureza_despesa"][4:6]
            dealt = of_unit[element] if element in of_unit else [min(map(min, of_unit.values()))]
            sums[int(row["emissao_dia"][-4:]), tuple(dealt)].update({name: row.get(name, 0) for name in _EXECUTED})
    found: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for (year, numbers), total in sums.items():
        for place, number in enumerate(numbers):
            part = {name: cents // len(numbers) for name, cents in total.items()}
            if place == 0:
                part = {name: cents - part[name] * (len(numbers) - 1) for name, cents in total.items()}
            found[year, number].update(part)
    return found
