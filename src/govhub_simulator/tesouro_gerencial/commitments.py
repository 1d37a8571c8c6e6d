"""Lines of the reports on notes of commitment: of the contracts of Compras.gov, as SIAFI splits them, of TEDs, and others.

A note has several lines: emission, reinforcement or annulment, and the opening balance of restos a pagar. What its
lines say in sum is what Compras.gov says of the note, which does not know those of a TED, nor what it was never told of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from govhub_simulator.compras_gov.contracts import Contract, contract
from govhub_simulator.compras_gov.money_flow import commitments
from govhub_simulator.randomness import add_months
from govhub_simulator.tesouro_gerencial import other_commitments, ted_commitments
from govhub_simulator.tesouro_gerencial.classification import MONTHS, action_of, author_of, place_of, text_of
from govhub_simulator.world import Body, World

Row = dict[str, Any]
"""A line by column; amounts in cents, everything else text."""

FIRST_YEAR = 2024
_SHARED_FROM = 90_000_000  # ids of the notes that two contracts declare
_ITEMS = (
    ("29", "DESPESAS EMPENHADAS", "despesas_empenhadas"),
    ("31", "DESPESAS LIQUIDADAS", "despesas_liquidadas"),
    ("34", "DESPESAS PAGAS", "despesas_pagas"),
    ("50", "RESTOS A PAGAR INSCRITOS", "restos_a_pagar_inscritos"),
    ("52", "RESTOS A PAGAR PAGOS", "restos_a_pagar_pagos"),
)


def since_2024(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of all notes emitted since 2024; `revision` counts the editions of a day."""
    for index in range(world.size):
        if world.exists(index):
            facts = contract(world, index)
            if body is None or facts.unit.codigo in body.ugs:
                yield from _of_contract(facts, world.day * 2 + revision)
    yield from ted_commitments.of_transfers(world, body, FIRST_YEAR)
    yield from other_commitments.undeclared(world, body, FIRST_YEAR)


def this_year(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of the current year's notes."""
    year = str(world.today.year)
    yield from (row for row in since_2024(world, revision, body) if row["ne_ccor_ano_emissao"] == year)


def amendments(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of notes that a parliamentary amendment pays, and of appropriations that no note uses yet."""
    for row in since_2024(world, revision, body):
        if row["index"] % 6 == 0:
            initial = abs(row.get("despesas_empenhadas", 0)) * 2
            yield row | {"dotacao_inicial": initial, "dotacao_atualizada": initial + initial // 10}
    for position in range(3):
        yield _without_note(world, position)


def amendments_by_item(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the same lines in the earlier layout: one per item of information, each with its amount."""
    blank = {name: 0 for _, _, name in _ITEMS}
    for row in amendments(world, revision, body):
        for code, title, name in _ITEMS:
            if row.get(name):
                item = {"item_informacao": code, "item_informacao_descricao": title, name: row[name]}
                yield row | blank | item


def amendment_balances(world: World, revision: int, body: Body | None) -> Iterator[Row]:
    """Yield the lines of restos a pagar of amendments."""
    yield from (row for row in amendments(world, revision, body) if row.get("restos_a_pagar_inscritos"))


def _of_contract(facts: Contract, edition: int) -> Iterator[Row]:
    seen: set[str] = set()
    for note in commitments(facts):
        year = int(note["numero"][:4])
        is_second_copy = note["id"] >= _SHARED_FROM and facts.index % 13 != 0
        if year >= FIRST_YEAR and note["numero"] not in seen and not is_second_copy:
            seen.add(note["numero"])
            yield from _of_note(facts, note, year, edition)


def _of_note(facts: Contract, note: dict[str, Any], year: int, edition: int) -> Iterator[Row]:
    emitted = max(date(year, 1, 10), facts.signed_on)
    committed, paid = _cents(note["empenhado"]), _cents(note["pago"])
    settled = paid + _cents(note["liquidado"])
    revised = edition % 9 * 10_000 if facts.index % 12 == 0 or facts.index % 10 == 3 else 0
    if year == facts.today.year:
        settled = min(committed, settled + revised)  # figures are revised from one edition to the next
    base = _dimensions(facts, note, year)
    for position, (cents, day, remark) in enumerate(_parts(facts, committed, emitted)):
        first = position == 0
        yield base | {
            "emissao_mes": f"{MONTHS[day.month - 1]}/{day.year}",
            "emissao_dia": f"{day:%d/%m/%Y}",
            "doc_observacao": remark,
            "despesas_empenhadas": cents,
            "despesas_liquidadas": settled if first else 0,
            "despesas_pagas": paid if first else 0,
        }
    reserve = _cents(note["aliquidar"])
    if year < facts.today.year and reserve:
        yield base | {
            "emissao_mes": "",
            "emissao_dia": f"000/{facts.today.year}",
            "doc_observacao": "SALDO DE RESTOS A PAGAR NAO PROCESSADOS",
            "restos_a_pagar_inscritos": reserve,
            "restos_a_pagar_pagos": min(reserve, reserve // 3 + revised),
        }


def _parts(facts: Contract, committed: int, emitted: date) -> list[tuple[int, date, str]]:
    """Split what a note commits: an annulment, a reinforcement, two lines that differ in nothing but the amount."""
    remark = text_of(facts.index)
    later = min(add_months(emitted, 2), max(emitted, facts.today - timedelta(days=10)))
    if facts.index % 9 == 4:
        part = committed // 10
        return [(committed + part, emitted, remark), (-part, later, "ANULACAO PARCIAL DE SALDO NAO UTILIZADO")]
    if facts.index % 7 == 2:
        part = committed // 4
        return [(committed - part, emitted, remark), (part, later, f"REFORCO. {remark}")]
    if facts.index % 11 == 5:
        return [(committed - committed // 3, emitted, remark), (committed // 3, emitted, remark)]
    return [(committed, emitted, remark)]


def _dimensions(facts: Contract, note: dict[str, Any], year: int) -> Row:
    nature, _, nature_name = note["naturezadespesa"].partition(" - ")
    creditor = note["credor_obj"]
    return {
        "index": facts.index,
        "ne_ccor": f"{note['unidade_gestora']}{note['gestao']}{note['numero']}",
        "ne_num_processo": "-8" if facts.index % 12 == 7 else facts.process,
        "ne_info_complementar": (note["informacao_complementar"] or "-9").partition(" ")[0],
        "ne_ccor_descricao": f"CONTRATO {facts.number}. TRANSFERENCIA {900000 + facts.index % 99999:06d}"
        if facts.index % 15 == 6
        else f"CONTRATO {facts.number}",
        "natureza_despesa": nature,
        "natureza_despesa_descricao": nature_name,
        "ne_ccor_favorecido": _digits(creditor["cnpj_cpf_idgener"]),
        "ne_ccor_favorecido_descricao": creditor["nome"],
        "ne_ccor_ano_emissao": str(year),
        "ptres": note["programa_trabalho"],
        "fonte_recursos_detalhada": note["fonte_recurso"],
        "fonte_recursos_detalhada_descricao": "RECURSOS LIVRES DA UNIAO",
        "grupo_despesa": nature[1],
        "grupo_despesa_descricao": "OUTRAS DESPESAS CORRENTES",
        "modalidade_aplicacao": nature[2:4],
        "modalidade_aplicacao_descricao": "APLICACOES DIRETAS",
        "ug_executora": facts.unit.codigo,
        "ug_executora_descricao": facts.unit.nome,
        "plano_interno": "F2725INF040",
        "plano_interno_descricao": "FUNCIONAMENTO DA UNIDADE",
        **action_of(facts.index),
        **author_of(facts.index),
        **place_of(facts.index),
    }


def _without_note(world: World, position: int) -> Row:
    """Return an appropriation that was not committed: `-8` and `-9` stand where a note would be."""
    cents = (position + 1) * 1_000_000_00
    return {
        "emissao_mes": "",
        "emissao_dia": f"000/{world.today.year}",
        "ne_ccor": "-9",
        "ne_num_processo": "-8",
        "ne_info_complementar": "-8",
        "ne_ccor_descricao": "SEM INFORMACAO",
        "natureza_despesa": "339000",
        "natureza_despesa_descricao": "APLICACOES DIRETAS",
        "ne_ccor_favorecido": "-8",
        "ne_ccor_favorecido_descricao": "NAO SE APLICA",
        "ne_ccor_ano_emissao": "-9",
        "ptres": "-9",
        "fonte_recursos_detalhada": "1000000000",
        "fonte_recursos_detalhada_descricao": "RECURSOS LIVRES DA UNIAO",
        "despesas_empenhadas": 0,
        "dotacao_inicial": cents,
        "dotacao_atualizada": cents,
        **action_of(position),
        **author_of(position),
        **place_of(position),
    }


def _digits(document: str) -> str:
    return "".join(character for character in document if character.isalnum())


def _cents(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))
