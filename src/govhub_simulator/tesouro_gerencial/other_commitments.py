"""Lines of the notes of commitment that no contract of Compras.gov declares: payroll, and what was never registered there.

Some of these belong to a contract all the same, and say so as people write it: by the key of the purchase, by the process,
or by nothing but who is paid; others belong to none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_gov.contracts import Contract, contract
from govhub_simulator.people import suppliers
from govhub_simulator.tesouro_gerencial.classification import MONTHS, action_of, author_of, place_of
from govhub_simulator.world import Body, Unit, World

Row = dict[str, Any]

_PURCHASE, _PROCESS, _PROCESS_OF_OTHERS, _SUPPLIER, _NOTHING = range(5)
_FIRST_NUMBER = 20_001  # below the numbers of TEDs, above those that SIAFI counts from one
_PAYROLL_NUMBER = 20_000
_PAYROLL_CENTS = 250_000_00
_OTHER_SERVICES = ("339039", "OUTROS SERVICOS DE TERCEIROS - PESSOA JURIDICA")


def undeclared(world: World, body: Body | None, first_year: int) -> Iterator[Row]:
    """Yield the lines of these notes."""
    for unit in world.units:
        if body is None or unit.codigo in body.ugs:
            for year in range(first_year, world.today.year + 1):
                yield from _payroll(world, unit, year)
    for index in range(1, world.size, 4):
        if world.exists(index):
            facts = contract(world, index)
            if body is None or facts.unit.codigo in body.ugs:
                yield from _of_contract(world, facts, first_year)


def _payroll(world: World, unit: Unit, year: int) -> Iterator[Row]:
    position = [known.codigo for known in world.units].index(unit.codigo)
    cents = _PAYROLL_CENTS + position * 10_000_00
    base = _note(unit, year, _PAYROLL_NUMBER, ("319011", "VENCIMENTOS E VANTAGENS FIXAS - PESSOAL CIVIL"), position) | {
        "ne_num_processo": "-8",
        "ne_ccor_descricao": "FOLHA DE PAGAMENTO",
        "ne_ccor_favorecido": unit.codigo,
        "ne_ccor_favorecido_descricao": unit.nome,
    }
    for month in range(1, 13):
        day = date(year, month, 25)
        if day <= world.today:
            yield base | _amounts(day, cents, cents, cents)


def _of_contract(world: World, facts: Contract, first_year: int) -> Iterator[Row]:
    issued = max(facts.signed_on + timedelta(days=20), date(first_year, 2, 1))
    last = min(facts.rescinded_on or facts.end, facts.today)
    if issued > last:
        return
    said = facts.index // 4 % 5
    cents = max(1_000_00, facts.current_parcel_cents // 2)
    pool = suppliers(world.seed)
    creditor = facts.supplier if said in (_PURCHASE, _PROCESS, _SUPPLIER) else pool[(facts.index * 7 + 3) % len(pool)]
    year, reference = issued.year, facts.tender.replace("/", "")
    has_key = said == _PURCHASE and facts.modality[0] != "NAOSEAPLIC"
    base = _note(facts.unit, year, _FIRST_NUMBER + facts.index % 29_999, _OTHER_SERVICES, facts.index) | {
        "ne_num_processo": facts.process if said in (_PROCESS, _PROCESS_OF_OTHERS) else "-8",
        "ne_info_complementar": f"{facts.unit.codigo}{facts.modality[0]}{reference}" if has_key else "-8",
        "ne_ccor_descricao": "DESPESA EVENTUAL" if said == _NOTHING else "REFORCO DE DESPESA JA CONTRATADA",
        "ne_ccor_favorecido": "".join(character for character in creditor.documento if character.isalnum()),
        "ne_ccor_favorecido_descricao": creditor.nome,
    }
    yield base | _amounts(issued, cents, cents // 2, cents // 4)
    if year < facts.today.year:
        yield base | {
            "emissao_mes": "",
            "emissao_dia": f"000/{facts.today.year}",
            "doc_observacao": "SALDO DE RESTOS A PAGAR NAO PROCESSADOS",
            "restos_a_pagar_inscritos": cents - cents // 2,
            "restos_a_pagar_pagos": cents // 8,
        }


def _amounts(day: date, committed: int, settled: int, paid: int) -> Row:
    return {
        "emissao_mes": f"{MONTHS[day.month - 1]}/{day.year}",
        "emissao_dia": f"{day:%d/%m/%Y}",
        "despesas_empenhadas": committed,
        "despesas_liquidadas": settled,
        "despesas_pagas": paid,
    }


def _note(unit: Unit, year: int, number: int, nature: tuple[str, str], index: int) -> Row:
    code, name = nature
    return {
        "index": index,
        "ne_ccor": f"{unit.codigo}00001{year}NE{number:06d}",
        "ne_info_complementar": "-8",
        "doc_observacao": "",
        "natureza_despesa": code,
        "natureza_despesa_descricao": name,
        "ne_ccor_ano_emissao": str(year),
        "ptres": "173370",
        "fonte_recursos_detalhada": "1000000000",
        "fonte_recursos_detalhada_descricao": "RECURSOS LIVRES DA UNIAO",
        "grupo_despesa": code[1],
        "grupo_despesa_descricao": "PESSOAL E ENCARGOS SOCIAIS" if code[1] == "1" else "OUTRAS DESPESAS CORRENTES",
        "modalidade_aplicacao": code[2:4],
        "modalidade_aplicacao_descricao": "APLICACOES DIRETAS",
        "ug_executora": unit.codigo,
        "ug_executora_descricao": unit.nome,
        "plano_interno": "F2725INF040",
        "plano_interno_descricao": "FUNCIONAMENTO DA UNIDADE",
        **action_of(index),
        **author_of(index),
        **place_of(index),
    }
