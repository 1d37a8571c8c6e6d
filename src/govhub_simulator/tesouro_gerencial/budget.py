"""Lines of the reports on appropriation and its execution, by action, plan, element and unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govhub_simulator.randomness import stream
from govhub_simulator.tesouro_gerencial.classification import ELEMENTS, action_of, place_of, plan_of
from govhub_simulator.tesouro_gerencial.commitments import FIRST_YEAR, since_2024
from govhub_simulator.world import Body, Unit, World

Row = dict[str, Any]


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
    committed = updated * random.randint(40, 95) // 100
    settled = committed * (100 if year < world.today.year else 60) // 100
    if number % 4 == 0 and year == world.today.year:  # revised from one edition to the next
        revised = (world.day * 2 + revision) % 9 * 1_000
        updated, settled = updated + revised, settled + revised
    paid = settled * 9 // 10
    return {
        "projeto_inicial_loa": initial,
        "dotacao_inicial": initial,
        "dotacao_atualizada": updated,
        "credito_disponivel": updated - committed,
        "despesas_empenhadas": committed,
        "a_liquidar": committed - settled,
        "a_pagar": settled - paid,
        "despesas_pagas": paid,
        "restos_a_pagar_inscritos": committed // 50 if number % 5 == 0 else 0,
        "restos_a_pagar_pagos": committed // 70 if number % 5 == 0 else 0,
    }
