"""Lines of the notes of commitment that the bodies issue with the credit of the TEDs they receive.

What ties a note to its TED is written in as many ways as people write it: the credit note, the number of the transfer, or
nothing but the budget cell of the credit; and some notes do not tell at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from govhub_simulator.tesouro_gerencial.classification import MONTHS, action_of, author_of, place_of
from govhub_simulator.transferegov import ted_money
from govhub_simulator.transferegov.parties import own
from govhub_simulator.transferegov.plans import Note, Plan, number, plans
from govhub_simulator.world import Body, World

Row = dict[str, Any]

_DAYS_AFTER_CREDIT = 12


def of_transfers(world: World, body: Body | None, first_year: int) -> Iterator[Row]:
    """Yield the lines of the notes that spend the credit of the TEDs received."""
    ugs = set(body.ugs) if body else {party.ug for party in own(world)}
    for plan in plans(world):
        if plan.recipient.ug in ugs:
            yield from _of_plan(plan, first_year)


def _of_plan(plan: Plan, first_year: int) -> Iterator[Row]:
    events = iter(ted_money.events(plan))
    for note in plan.notes():
        of_note = [next(events) for _ in note.events]
        issued = note.issued + timedelta(days=_DAYS_AFTER_CREDIT)
        is_spent = not note.is_draft and note.sign > 0 and (plan.index + note.position) % 6 != 5
        if is_spent and issued <= plan.today and issued.year >= first_year:
            yield from _commitment(plan, note, of_note[0], issued)


def _commitment(plan: Plan, note: Note, event: Row, issued: date) -> Iterator[Row]:
    committed = note.events[0][1] * 9 // 10
    settled = committed if plan.is_concluded else committed * 2 // 3
    paid = settled if plan.is_concluded else settled // 2
    cancelled = (committed - settled) // 2 if plan.index % 7 == 3 else 0
    base = _dimensions(plan, note, event, issued)
    yield (
        base
        | _emission(issued)
        | {
            "despesas_empenhadas": committed,
            "despesas_liquidadas": settled,
            "despesas_pagas": paid,
        }
    )
    if cancelled:
        remark = "ANULACAO PARCIAL DE SALDO NAO UTILIZADO"
        later = min(issued + timedelta(days=30), plan.today, date(issued.year, 12, 31))
        yield base | _emission(later) | {"doc_observacao": remark, "despesas_empenhadas": -cancelled}
    reserve = committed - cancelled - settled
    if issued.year < plan.today.year and reserve:
        yield base | {
            "emissao_mes": "",
            "emissao_dia": f"000/{plan.today.year}",
            "doc_observacao": "SALDO DE RESTOS A PAGAR NAO PROCESSADOS",
            "restos_a_pagar_inscritos": reserve,
            "restos_a_pagar_pagos": reserve // 4,
        }


def _emission(day: date) -> Row:
    return {"emissao_mes": f"{MONTHS[day.month - 1]}/{day.year}", "emissao_dia": f"{day:%d/%m/%Y}"}


def _dimensions(plan: Plan, note: Note, event: Row, issued: date) -> Row:
    order = (plan.index * 10 + note.position) % 49_999 + 50_001
    says_nothing = plan.index % 5 == 4
    nature = event["natureza_despesa_evento"]
    return {
        "index": plan.index,
        "ne_ccor": f"{plan.recipient.ug}{plan.recipient.gestao}{issued.year}NE{order:06d}",
        "ne_num_processo": f"23038{plan.index % 1_000_000:06d}{plan.start.year}{plan.index % 100:02d}",
        "ne_info_complementar": "-9",
        "ne_ccor_descricao": _text(plan, note),
        "doc_observacao": "",
        "natureza_despesa": nature["codigo_natureza"],
        "natureza_despesa_descricao": nature["descricao_natureza"].upper(),
        "ne_ccor_favorecido": "00394460000141",
        "ne_ccor_favorecido_descricao": "FUNDAÇÃO DE APOIO À PESQUISA",
        "ne_ccor_ano_emissao": str(issued.year),
        "ptres": event["cd_ptres_evento"],
        "fonte_recursos_detalhada": "1888000000" if says_nothing else event["cd_fonte_recurso_evento"],
        "fonte_recursos_detalhada_descricao": "RECURSOS DE TED",
        "grupo_despesa": nature["codigo_natureza"][1],
        "grupo_despesa_descricao": "OUTRAS DESPESAS CORRENTES",
        "modalidade_aplicacao": nature["codigo_natureza"][2:4],
        "modalidade_aplicacao_descricao": "APLICACOES DIRETAS",
        "ug_executora": plan.recipient.ug,
        "ug_executora_descricao": plan.recipient.nome,
        "plano_interno": event["cd_plano_interno_evento"] or "-8",
        "plano_interno_descricao": "DESCENTRALIZACAO DE CREDITO",
        **action_of(plan.program.index),
        **author_of(plan.index),
        **place_of(plan.index),
    }


def _text(plan: Plan, note: Note) -> str:
    credit = number(plan, "NC", note.position, note.issued)
    match plan.index % 5:
        case 0:
            return f"DESPESA COM CREDITO DA NC {note.issuer.ug}{note.issuer.gestao}{credit}"
        case 1:
            return f"TED {plan.instrument}, {credit}; CONFORME PLANO DE TRABALHO"
        case 2:
            return f"TRANSFERENCIA {plan.instrument}. BOLSAS DE PESQUISA"
    return "DESPESA DO PLANO DE TRABALHO"
