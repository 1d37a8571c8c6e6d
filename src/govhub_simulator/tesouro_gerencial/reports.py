"""The reports as someone built them in the portal: subject, columns in their order, encoding, separator, title lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from govhub_simulator.tesouro_gerencial import budget, commitments, credits
from govhub_simulator.world import Body, World

Row = dict[str, Any]
Columns = tuple[tuple[str, str], ...]
Rows = Callable[[World, int, Body | None], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `{orgao}` in its subject stands for a body, which then has one of its own.

    `columns` are pairs of title and name of the value; a column without title belongs to the title before it.
    """

    name: str
    subject: str
    rows: Rows
    columns: Columns
    amounts: Columns
    lines_before: int
    encoding: str = "utf-8"
    separator: str = ","
    spreadsheet: bool = False
    block: str = ""
    subtotals: bool = False
    total: bool = True

    @property
    def per_body(self) -> bool:
        """Whether every body has this report for itself."""
        return "{orgao}" in self.subject

    def subject_of(self, body: Body | None) -> str:
        """Return the subject of the messages."""
        return self.subject.format(orgao=body.sigla.lower() if body else "")


def _described(title: str, name: str, *more: str) -> Columns:
    """A merged title: the code under it, descriptions in the untitled columns after it."""
    return ((title, name), *(("", other) for other in more or (f"{name}_descricao",)))


_EMISSION: Columns = (("Emissão - Mês", "emissao_mes"), ("Emissão - Dia", "emissao_dia"))
_ACTION: Columns = (
    *_described("Programa Governo", "programa_governo"),
    *_described("Ação Governo", "acao_governo"),
)
_NOTE: Columns = (
    ("NE CCor", "ne_ccor"),
    ("NE - Núm. Processo", "ne_num_processo"),
    ("NE - Informação Complementar", "ne_info_complementar"),
    ("NE CCor - Descrição", "ne_ccor_descricao"),
    ("Doc - Observação", "doc_observacao"),
)
_NATURE = _described("Natureza Despesa", "natureza_despesa")
_FAVORED: Columns = (
    *_described("NE CCor - Favorecido", "ne_ccor_favorecido"),
    ("NE CCor - Ano Emissão", "ne_ccor_ano_emissao"),
    ("PTRES", "ptres"),
)
_SOURCE = _described("Fonte Recursos Detalhada", "fonte_recursos_detalhada")
_AUTHOR = _described("Autor Emendas Orçamento", "autor_emendas_orcamento")
_STATE: Columns = (*_described("UF PT", "uf_pt"), ("Município PT", "municipio_pt"))
_GROUP = _described("Grupo Despesa", "grupo_despesa")
_MODE = _described("Modalidade Aplicação", "modalidade_aplicacao")
_PLAN = _described("Plano Orçamentário", *(f"plano_orcamentario_{place}" for place in range(7)))
_BALANCES: Columns = (
    ("Restos a Pagar Inscritos", "restos_a_pagar_inscritos"),
    ("Restos a Pagar Pagos", "restos_a_pagar_pagos"),
)
_EXECUTION: Columns = (
    ("Despesas Empenhadas", "despesas_empenhadas"),
    ("Despesas Liquidadas", "despesas_liquidadas"),
    ("Despesas Pagas", "despesas_pagas"),
    *_BALANCES,
)
_APPROPRIATION: Columns = (("Dotação Inicial", "dotacao_inicial"), ("Dotação Atualizada", "dotacao_atualizada"))
_PENDING: Columns = (
    ("Despesas Empenhadas", "despesas_empenhadas"),
    ("Despesas Empenhadas a Liquidar", "a_liquidar"),
    ("Despesas Liquidadas a Pagar", "a_pagar"),
    ("Despesas Pagas", "despesas_pagas"),
)
_CREDIT: Columns = (
    *_EMISSION,
    ("NC", "nc"),
    ("NC - Transferência", "transferencia"),
    *_described("NC - Fonte Recursos", "fonte"),
    ("PTRES", "ptres"),
    *_described("NC - Evento", "nc_evento"),
    *_described("UG Responsável", "ug_responsavel"),
    ("Natureza Despesa", "natureza_despesa"),
    ("Natureza Despesa Detalhada", "natureza_despesa_detalhada"),
    *_described("Plano Interno", "plano_interno", "plano_interno_descricao1", "plano_interno_descricao2"),
    *_described("Favorecido Doc.", "favorecido_doc"),
)
_CREDIT_AMOUNTS: Columns = (
    ("NC - Valor Linha", "valor"),
    ("Movim. Líquido - R$ (Item Informação)", "movimento_liquido"),
)
_CREDIT_24: Columns = (
    *_ACTION,
    ("NC", "nc"),
    ("NC - Transferência", "transferencia"),
    *_described("NC - Fonte Recursos", "fonte"),
    ("PTRES", "ptres"),
    *_described("NC - Evento", "nc_evento"),
    *_described("NC - UG Responsável", "ug_responsavel"),
    *_described("NC - Natureza Despesa", "natureza_despesa"),
    *_described("NC - Plano Interno", "plano_interno", "plano_interno_descricao1", "plano_interno_descricao2"),
    *_described("Favorecido Doc.", "favorecido_doc"),
    *_described("Favorecido Município", "municipio"),
)
_CREDIT_28: Columns = (
    ("Emissão - Dia", "emissao_dia"),
    ("NC", "nc"),
    *_described("UG Emitente", "ug_emitente"),
    ("PTRES", "ptres"),
    *_described("Fonte", "fonte"),
    *_described("GND", "gnd"),
    *_described("PI", "plano_interno", "plano_interno_descricao1"),
    ("NC - Descrição", "doc_observacao"),
    *_described("UGR", "ug_responsavel"),
    ("Tipo NC", "tipo_nc"),
    ("NC - Item Detalhamento", "item_detalhamento"),
    *_described("Favorecido", "favorecido_doc"),
    ("RO", "ro"),
    ("NC - Transferência", "transferencia"),
    ("D/C", "dc"),
    *_described("Esfera Orçamentária", "esfera"),
    ("Emissão - Ano", "emissao_ano"),
    ("Emissão - Mês", "emissao_mes"),
)
_CREDIT_28_AMOUNTS: Columns = (
    ("Item - Total", "item_total"),
    ("Total Lista", "total_lista"),
    ("Valor Célula", "valor_celula"),
)
_PROGRAMMING: Columns = (
    *_EMISSION,
    *_described("UG Emitente", "ug_emitente"),
    *_described("UG Favorecida", "ug_favorecido"),
    *_described("PF - Evento", "pf_evento"),
    ("PF", "pf"),
    ("PF - Inscrição", "transferencia"),
    *_described("PF - Ação", "pf_acao"),
    *_described("PF - Fonte Recursos", "fonte"),
)
_PROGRAMMING_MORE: Columns = (
    *_described("PF - Vinculação Pagamento", "pf_vinculacao_pagamento"),
    ("PF - Categoria Gasto", "pf_categoria_gasto"),
    *_described("PF - Recurso", "pf_recurso"),
)
_REMARK: Columns = (("Doc - Observação", "doc_observacao"),)
_LINE: Columns = (("PF - Valor Linha", "valor"),)
_BUDGET: Columns = (
    *_described("Unidade Orçamentária", "unidade_orcamentaria"),
    *_described("Ação Governo", "acao_governo"),
    *_described("Programa Governo", "programa_governo"),
    *_PLAN,
    *_described("Elemento Despesa", "elemento_despesa"),
    *_described("Órgão UGE", "orgao_uge"),
    ("UGE - Matriz/Filial", "uge_matriz_filial"),
    *_described("UG Executora", "ug_executora"),
)
_BUDGET_AMOUNTS: Columns = (*_APPROPRIATION, ("Crédito Disponível", "credito_disponivel"), *_PENDING, *_BALANCES)
_BY_ACTION: Columns = (
    *_described("Ação Governo", "acao_governo"),
    *_described("Programa Governo", "programa_governo"),
    ("NE CCor", "ne_ccor"),
    *_described("NE CCor - Favorecido", "ne_ccor_favorecido"),
    ("Favorecido - CEP", "favorecido_cep"),
    *_described("Favorecido - Município", "favorecido_municipio"),
    ("Favorecido - Região", "favorecido_regiao"),
    *_described("Favorecido - UF", "favorecido_uf"),
    *_SOURCE,
    ("PT", "pt"),
    ("PTRES", "ptres"),
    *_PLAN,
    *_described("UG Executora", "ug_executora"),
    *_described("UG Responsável", "ug_responsavel"),
    *_described("PI", "plano_interno"),
    *_NATURE,
)
_AMENDMENT: Columns = (*_EMISSION, *_ACTION, *_AUTHOR)
_AMENDED: Columns = (*_NOTE, *_GROUP, *_NATURE, *_MODE, *_FAVORED)
_SENT = "enviadas_devolvidas_a_partir_de_2024"
_RECEIVED = "recebidas_a_partir_de_2024"

REPORTS: tuple[Report, ...] = (
    Report("notas_empenho", "notas_de_empenhos_a_partir_de_2024", commitments.since_2024,
           (*_EMISSION, *_NOTE, *_NATURE, *_FAVORED, *_SOURCE), _EXECUTION, 9, "utf-16", "\t"),
    Report("notas_empenho_24", "notas_de_empenho_ano_atual", commitments.this_year,
           (*_ACTION, *_EMISSION, *_NOTE, *_NATURE, *_FAVORED, *_SOURCE), _EXECUTION, 8, "utf-8", ","),
    Report("notas_empenho_emendas_38", "notas_de_empenhos_emendas_parlamentares", commitments.amendments,
           (*_AMENDMENT, *_described("Localizador Gasto", "localizador_gasto"), ("Região PT", "regiao_pt"), *_STATE,
            *_AMENDED, *_SOURCE), (*_APPROPRIATION, *_EXECUTION), 7, "latin-1", ";"),
    Report("notas_empenho_emendas_33", "notas_de_empenhos_emendas_parlamentares_por_item", commitments.amendments_by_item,
           (*_AMENDMENT, *_STATE, *_AMENDED, *_described("Item Informação", "item_informacao")), _EXECUTION, 12,
           "utf-8-sig", ";"),
    Report("notas_empenho_emendas_30", "notas_empenho_emendas_parlamentares_{orgao}", commitments.amendment_balances,
           (*_AMENDMENT, *_STATE, *_AMENDED, *_SOURCE), _BALANCES, 9, "utf-16", "\t"),
    Report("notas_credito", f"notas_credito_{_SENT}", credits.sent_credits,
           _CREDIT, _CREDIT_AMOUNTS, 10, "latin-1", ";", subtotals=True),
    Report("notas_credito", f"notas_credito_{_RECEIVED}", credits.received_credits,
           _CREDIT, _CREDIT_AMOUNTS, 6, "utf-8", ","),
    Report("notas_credito_24", "notas_credito", credits.all_credits,
           _CREDIT_24, (_CREDIT_AMOUNTS[0], ("Movim. Líquido - Moeda Origem", "movimento_liquido")), 7, "utf-8-sig", ","),
    Report("notas_credito_28", "notas_credito_{orgao}_apos_2026", credits.body_credits,
           _CREDIT_28, _CREDIT_28_AMOUNTS, 3, "latin-1", ";", total=False),
    Report("notas_credito_28", "notas_credito_enviadas_devolvidas_a_partir_2026", credits.body_credits,
           _CREDIT_28, _CREDIT_28_AMOUNTS, 3, "utf-8", ";", total=False),
    Report("programacoes_financeiras", f"programacoes_financeiras_{_SENT}", credits.sent_programming,
           (*_PROGRAMMING, *_PROGRAMMING_MORE, *_REMARK), _LINE, 6, "utf-8-sig", ";"),
    Report("programacoes_financeiras", f"programacoes_financeiras_{_RECEIVED}", credits.received_programming,
           (*_PROGRAMMING, *_PROGRAMMING_MORE, *_REMARK), _LINE, 6, spreadsheet=True),
    Report("programacoes_financeiras_16", "programacoes_financeiras", credits.all_programming,
           (*_PROGRAMMING, *_REMARK), _LINE, 7, "latin-1", "\t"),
    Report("visao_orcamentaria", "visao_orcamentaria_total_{orgao}", budget.overview,
           _BUDGET, (("Projeto Inicial LOA", "projeto_inicial_loa"), *_BUDGET_AMOUNTS), 4, "utf-16", "\t",
           block="Ano Lançamento"),
    Report("programacao_acao_ptres", "programacao_acao_por_ptres_{orgao}", budget.by_ptres,
           (*_described("Programa Governo", "programa_governo"), *_PLAN, *_described("Ação Governo", "acao_governo"),
            ("PTRES", "ptres"), *_NATURE),
           (_APPROPRIATION[0], ("Dotação Suplementar", "dotacao_suplementar"), _APPROPRIATION[1]), 5, "utf-8", ","),
    Report("dotacao_execucao_outras_fontes", "dotacao_execucao_outras_fontes_{orgao}", budget.execution,
           _BUDGET, (("Fixação Despesa LOA", "projeto_inicial_loa"), *_BUDGET_AMOUNTS), 12, spreadsheet=True),
    Report("orcamento_por_acao", "orcamento_{orgao}_por_acao", budget.by_action,
           _BY_ACTION, (*_APPROPRIATION, *_PENDING), 10, "latin-1", ";"),
)  # fmt: skip
