"""The tables of the TED module but those of its money, told from the facts of programmes and plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from govhub_simulator.transferegov import ted_money
from govhub_simulator.transferegov.plans import PLANS_PER_PROGRAM, Plan, Program, plan, recipient_of
from govhub_simulator.transferegov.ted_money import instant
from govhub_simulator.world import World

Row = dict[str, Any]
Rows = list[Row]

_OBJECTS = (
    "Apoio a projeto de pesquisa aplicada em políticas públicas",
    "Oferta de curso de especialização para servidores",
    "Desenvolvimento e manutenção de sistemas de informação",
    "Realização de estudos e diagnósticos regionais",
    "Modernização de laboratórios e aquisição de equipamentos",
)


def program_row(program: Program) -> Row:
    """Return a programme in wire form."""
    sender, specific = program.sender, program.index % 3 != 1
    opening, closing = program.first_day, program.first_day + timedelta(days=60)
    return {
        "id_programa": program.id,
        "responsavel_acompanhamento_sup": sender.superior_nome,
        "unidade_responsavel_acompanhamento_fk": sender.fk,
        "descentralizadora_sup": sender.superior_nome,
        "unidade_descentralizadora_fk": sender.fk,
        "tx_codigo_programa": program.code,
        "aa_ano_programa": program.year,
        "tx_situacao_programa": "Disponibilizado" if program.index % 7 else "Cancelado",
        "tx_nome_programa": f"Programa {_OBJECTS[program.index % len(_OBJECTS)].lower()}",
        "unidade_gestora_descentralizadora": int(sender.ug),
        "unidade_gestora_acompanhamento": int(sender.ug) if program.index % 4 else None,
        "tx_nome_institucional_programa": _OBJECTS[program.index % len(_OBJECTS)],
        "tx_objetivo_programa": f"{_OBJECTS[program.index % len(_OBJECTS)]}, por descentralização de créditos.",
        "tx_descricao_programa": None if program.index % 6 == 5 else f"Programa de {program.year} da {sender.sigla}.",
        "in_grupo_investimento_obra": False,
        "in_grupo_investimento_servico": True,
        "in_grupo_investimento_equipamento": program.index % 5 == 4,
        "in_autoriza_subdescentralizacao_outro": "Sim" if program.index % 2 else "Não",
        "in_autoriza_realizacao_despesas": "Sim",
        "in_autoriza_execucao_creditos_descentralizada": None if program.index % 4 == 3 else "Sim",
        "in_beneficiario_especifico": specific,
        "dt_recebimento_plano_beneficiario_inicio": opening.isoformat() if specific else None,
        "dt_recebimento_plano_beneficiario_fim": closing.isoformat() if specific else None,
        "in_chamamento_publico": not specific,
        "dt_recebimento_plano_chamamento_inicio": None if specific else opening.isoformat(),
        "dt_recebimento_plano_chamamento_fim": None if specific else closing.isoformat(),
        "tx_modalidade_transferencia": "Termo de Execução Descentralizada",
        "unidade_descentralizadora": sender.nome,
        "sigla_unidade_descentralizadora": sender.sigla,
        "sigla_descentralizadora_sup": sender.superior_sigla,
        "cd_descentralizadora_sup": sender.superior_siorg,
        "unidade_responsavel_acompanhamento": sender.nome,
        "sigla_unidade_responsavel_acompanhamento": sender.sigla,
        "sigla_responsavel_acompanhamento_sup": sender.superior_sigla,
        "cd_responsavel_acompanhamento_sup": sender.superior_siorg,
    }


def budget_actions(program: Program) -> Rows:
    """Return the budget actions of a programme."""
    return [
        {
            "id_acao_orcamentaria_programa": program.id * 2 + place,
            "tx_codigo_acao_orcamentaria": code,
            "tx_descricao_acao_orcamentaria": name,
            "id_programa": program.id,
        }
        for place, (code, name) in enumerate((("2000", "Administração da Unidade"), ("20RK", "Funcionamento")))
        if place == 0 or program.index % 3
    ]


def beneficiaries(world: World, program: Program) -> Rows:
    """Return the recipients that a programme names, with what their plans ask for."""
    if program.index % 3 == 1:
        return []
    first = program.index * PLANS_PER_PROGRAM
    named = [(index, recipient_of(world, index)) for index in range(first, first + PLANS_PER_PROGRAM)]
    return [
        {
            "id_beneficiario_programa": program.id * PLANS_PER_PROGRAM + index - first,
            "tx_codigo_siorg": str(party.siorg),
            "tx_nome_beneficiario": party.nome,
            "vl_valor_beneficiario": plan(world, index).value / 100,
            "id_programa": program.id,
        }
        for index, party in named
        if index < world.size
    ]


def plan_row(plan: Plan) -> Row:
    """Return a plan in wire form."""
    recipient, specific = plan.recipient, plan.program.index % 3 != 1
    subject = _OBJECTS[plan.index % len(_OBJECTS)]
    return {
        "id_plano_acao": plan.id,
        "responsavel_execucao_sup": recipient.superior_nome,
        "unidade_responsavel_execucao_orgao_fk": recipient.fk,
        "descentralizada_sup": recipient.superior_nome,
        "unidade_descentralizada_orgao_fk": recipient.fk,
        "codigo_plano_acao": f"{plan.program.code}-{plan.id:06d}",
        "id_programa": plan.program.id,
        "unidade_descentralizada_gestora": int(recipient.ug),
        "unidade_responsavel_execucao_gestora": int(recipient.ug) if plan.index % 9 else None,
        "vl_total_plano_acao": plan.value / 100,
        "dt_inicio_vigencia": plan.start.isoformat(),
        "dt_fim_vigencia": plan.end.isoformat(),
        "tx_objeto_plano_acao": f"{subject} em parceria com {recipient.sigla}.",
        "tx_justificativa_plano_acao": None if plan.index % 8 == 3 else f"Capacidade técnica de {recipient.nome}.",
        "in_forma_execucao_direta": plan.index % 3 == 0,
        "in_forma_execucao_particulares": plan.index % 3 == 1,
        "in_forma_execucao_descentralizada": plan.index % 3 == 2,
        "tx_situacao_plano_acao": plan.situation,
        "aa_ano_plano_acao": plan.proposed.year,
        "vl_beneficiario_especifico": plan.value / 100 if specific else 0.0,
        "vl_chamamento_publico": 0.0 if specific else plan.value / 100,
        "sq_instrumento": plan.instrument,
        "aa_instrumento": plan.start.year if plan.instrument else None,
        "unidade_descentralizada": recipient.nome,
        "sigla_unidade_descentralizada": recipient.sigla,
        "sigla_descentralizada_sup": recipient.superior_sigla,
        "cd_descentralizada_sup": recipient.superior_siorg,
        "unidade_responsavel_execucao": recipient.nome,
        "sigla_unidade_responsavel_execucao": recipient.sigla,
        "sigla_responsavel_execucao_sup": recipient.superior_sigla,
        "cd_responsavel_execucao_sup": recipient.superior_siorg,
    }


def analyses(plan: Plan) -> Rows:
    """Return the analyses of a plan."""
    return [
        {
            "id_analise": plan.id,
            "id_plano_acao": plan.id,
            "tx_justificativa_analise": "Plano em desacordo com o programa." if plan.is_refused else None,
            "resultado_analise": "Rejeitado" if plan.is_refused else "Aprovado" if plan.is_signed else None,
            "tx_situacao_analise": "Concluída" if plan.is_refused or plan.is_signed else "Em Elaboração",
        }
    ]


def opinions(plan: Plan) -> Rows:
    """Return the opinions on a plan: of merit, and the legal one once it is signed."""
    kinds = ("Mérito", "Jurídico") if plan.is_signed else ("Mérito",)
    return [
        {
            "id_parecer": plan.id * 2 + place,
            "id_plano_acao": plan.id,
            "tp_analise_parecer": kind,
            "resultado_parecer": "Desfavorável" if plan.is_refused else "Favorável",
            "tx_parecer": f"Parecer de {kind.lower()} sobre o plano {plan.id}.",
            "plano_acao_hist_fk": plan.id * 3 + place if place else None,
            "dt_data_parecer": (plan.proposed + timedelta(days=7 * (place + 1))).isoformat(),
        }
        for place, kind in enumerate(kinds)
    ]


def goals(plan: Plan) -> Rows:
    """Return the goals of a plan; quantity times unit value adds up to the plan's value."""
    return [
        {
            "id_meta": plan.id * 10 + goal.number,
            "id_plano_acao": plan.id,
            "nr_numero_meta": goal.number,
            "tx_nome_meta": f"Meta {goal.number}",
            "tx_descricao_meta": None if goal.number == 3 else f"Entregar a parte {goal.number} do objeto.",
            "tp_unidade_meta": ("Serviço", "Turma", "Relatório")[goal.number - 1],
            "nr_quantidade_meta": goal.quantity,
            "vl_valor_unitario_meta": goal.unit_cents / 100,
            "dt_inicio_vigencia_meta": plan.start.isoformat(),
            "dt_fim_vigencia_meta": plan.end.isoformat(),
        }
        for goal in plan.goals
    ]


def steps(plan: Plan) -> Rows:
    """Return the steps of the goals of a plan."""
    return [
        {
            "id_etapa": (plan.id * 10 + goal.number) * 2 + place,
            "id_meta": plan.id * 10 + goal.number,
            "nr_numero_etapa": place + 1,
            "tx_nome_etapa": f"Etapa {goal.number}.{place + 1}",
            "tx_descricao_etapa": "Planejamento" if place == 0 else "Execução e entrega",
            "nr_quantidade_etapa": 1,
            "vl_valor_unitario_etapa": cents / 100,
            "dt_inicio_vigencia_etapa": plan.start.isoformat(),
            "dt_fim_vigencia_etapa": plan.end.isoformat(),
            "unidade_medida_etapa": "UN",
        }
        for goal in plan.goals
        for place, cents in enumerate(goal.steps)
    ]


def schedule(plan: Plan) -> Rows:
    """Return the months of disbursement; the month is text here and there a number, as nobody promised either."""
    return [
        {
            "id_cronograma_plano_trabalho": plan.id * 10 + place,
            "id_plano_trabalho": 50_000 + plan.index,
            "mes_cronograma_plano_trabalho": str(month.month) if plan.index % 4 else month.month,
            "ano_cronograma_plano_trabalho": month.year,
            "valor_cronograma_plano_trabalho": cents / 100,
            "id_plano_acao": plan.id,
        }
        for place, (month, cents) in enumerate(plan.schedule())
    ]


def terms(plan: Plan) -> Rows:
    """Return the term of a plan that was accepted; what depends on its formalisation is null before."""
    if plan.is_refused:
        return []
    signed = plan.start - timedelta(days=3)
    formal = {
        "tx_numero_ns_termo": f"{plan.start.year}NS{plan.index % 999_999 + 1:06d}",
        "dt_recebimento_termo": instant(signed, plan.index),
        "dt_efetivacao_termo": instant(plan.start, plan.index),
    }
    return [
        {
            "id_termo": 30_000 + plan.index,
            "id_plano_acao": plan.id,
            "tx_situacao_termo": "Assinado" if plan.is_signed else "Minuta",
            "tx_num_processo_sei": f"23038.{plan.index % 1_000_000:06d}/{plan.proposed.year}-{plan.index % 97:02d}",
            "dt_assinatura_termo": signed.isoformat() if plan.is_signed else None,
            "dt_divulgacao_termo": plan.start.isoformat() if plan.is_signed else None,
            "in_minuta_padrao": plan.index % 6 != 0,
            "formalizacao_termo_execucao": formal if plan.is_signed else None,
            "link_termo_execucao": {"tx_link": f"https://ted.transferegov.sistema.gov.br/termo/{plan.id}"}
            if plan.is_signed
            else None,
        }
    ]


OF_PLAN: dict[str, Callable[[Plan], Rows]] = {
    "planos-acao": lambda plan: [plan_row(plan)],
    "planos-acao-analises": analyses,
    "planos-acao-pareceres": opinions,
    "planos-acao-metas": goals,
    "planos-acao-metas-etapas": steps,
    "planos-trabalho-cronogramas": schedule,
    "termos-execucao": terms,
    "notas-credito": ted_money.notes,
    "eventos": ted_money.events,
    "programacoes-financeiras": ted_money.programmings,
    "programacoes-financeiras-trf": ted_money.programming_items,
}
