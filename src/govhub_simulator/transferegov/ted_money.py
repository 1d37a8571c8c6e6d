"""The money of a TED: credit notes and their events, financial programming and its items."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from govhub_simulator.transferegov.plans import GRANT_OF_CAPITAL, Note, Plan, number

Row = dict[str, Any]
Rows = list[Row]

_SOURCES = ("1000000000", "1444000000", "1050000123")
_CURRENT = ("339039", "Outros Serviços de Terceiros - Pessoa Jurídica")
_CAPITAL = ("449052", "Equipamentos e Material Permanente")


def notes(plan: Plan) -> Rows:
    """Return the credit notes of a plan; their amounts are in the events."""
    return [
        {
            "id_nota": _note_id(plan, note),
            "id_plano_acao": plan.id,
            "tx_minuta_nota": f"{note.issued.year}MN{_note_id(plan, note) % 1_000_000:06d}",
            "tx_numero_nota": None if note.is_draft else number(plan, "NC", note.position, note.issued),
            "dt_emissao_nota": None if note.is_draft else instant(note.issued, plan.index),
            "cd_gestao_emitente_nota": note.issuer.gestao,
            "cd_gestao_favorecida_nota": note.favored.gestao,
            "tx_situacao_nota": "Minuta" if note.is_draft else "Enviada ao SIAFI",
            "cd_ug_emitente_nota": note.issuer.ug,
            "cd_ug_favorecida_nota": note.favored.ug,
            "tx_observacao_nota": None if plan.index % 5 == 4 else f"TED {plan.instrument}, plano {plan.id}.",
        }
        for note in plan.notes()
    ]


def events(plan: Plan) -> Rows:
    """Return the events of the credit notes of a plan."""
    return [_event(plan, note, place) for note in plan.notes() for place in range(len(note.events))]


def _event(plan: Plan, note: Note, place: int) -> Row:
    code, cents = note.events[place]
    nature = _CAPITAL if code == GRANT_OF_CAPITAL else _CURRENT
    ptres = f"{170_000 + plan.program.index % 9_000:06d}"
    amendment = plan.program.index % 10 == 6
    return {
        "id_evento_nota": _note_id(plan, note) * 2 + place,
        "id_nota": _note_id(plan, note),
        "cd_evento": code,
        "id_esfera_orcamentaria": 1,
        "cd_ptres_evento": ptres,
        "cd_fonte_recurso_evento": _SOURCES[plan.index % len(_SOURCES)],
        "cd_plano_interno_evento": f"F{plan.program.index % 10_000:04d}N0100N" if plan.index % 6 else None,
        "vl_evento": cents / 100,
        "cd_ug_responsavel_evento": note.issuer.ug if plan.index % 3 == 0 else None,
        "esfera_orcamentaria_evento": {"nome_esfera_orcamentaria": "Orçamento Fiscal"},
        "natureza_despesa_evento": {"codigo_natureza": nature[0], "descricao_natureza": nature[1]},
        "id_natureza": int(nature[0]) - 300_000,
        "id_natureza_sub_it": None if plan.index % 2 else "05",
        "ptres_programa_trabalho_resumido": ptres,
        "ptres_unidade_orcamentaria": note.issuer.gestao if note.issuer.gestao != "00001" else "26101",
        "ptres_programa_trabalho": f"12364501320RK{plan.program.index % 10_000:04d}",
        "ptres_tipo_credito": ("A", "A", "C", "G")[plan.index % 4],
        "ptres_plano_orcamentario": "0000",
        "ptres_codigo_autor_emenda": f"{4000 + plan.program.index % 600}" if amendment else None,
        "ptres_resultado_primario_original": "6" if amendment else "2",
        "ptres_resultado_primario": "6" if amendment else "2",
        "ptres_tipo_emenda": "Individual" if amendment else None,
    }


def programmings(plan: Plan) -> Rows:
    """Return the financial programming of a plan; its amounts are in the items."""
    return [
        {
            "id_programacao": plan.id * 10 + pf.position,
            "id_plano_acao": plan.id,
            "tp_pf_tipo_programacao": "Devolução" if pf.is_return else "Transferência",
            "tx_minuta_programacao": f"{pf.received.year}MP{(plan.id * 10 + pf.position) % 1_000_000:06d}",
            "tx_numero_programacao": None if pf.is_draft else number(plan, "PF", pf.position, pf.received),
            "tx_situacao_programacao": "Minuta" if pf.is_draft else "Enviada ao SIAFI",
            "tx_observacao_programacao": None if plan.index % 4 == 1 else f"Repasse do TED {plan.instrument}.",
            "ug_emitente_programacao": pf.issuer.ug,
            "ug_favorecida_programacao": pf.favored.ug,
            "dh_recebimento_programacao": None if pf.is_draft else instant(pf.received, plan.index),
        }
        for pf in plan.programmings()
    ]


def programming_items(plan: Plan) -> Rows:
    """Return the items of the financial programming of a plan."""
    return [
        {
            "id_item_trf": (plan.id * 10 + pf.position) * 2 + place,
            "id_programacao": plan.id * 10 + pf.position,
            "cd_vinculacao_trf": 400 if place == 0 else 412,
            "cd_fonte_recurso_trf": _SOURCES[plan.index % len(_SOURCES)],
            "cd_categoria_gasto_trf": "C" if place == 0 else "D",
            "vl_valor_trf": cents / 100,
            "cd_situacao_contabil_trf": "TRF001" if plan.index % 7 else None,
        }
        for pf in plan.programmings()
        for place, cents in enumerate(pf.items)
    ]


def _note_id(plan: Plan, note: Note) -> int:
    return plan.id * 10 + note.position


def instant(day: date, index: int) -> str:
    """Return a time of that day, in the source's form."""
    return datetime.combine(day, time(8 + index % 10, index * 7 % 60, index * 13 % 60)).isoformat()
