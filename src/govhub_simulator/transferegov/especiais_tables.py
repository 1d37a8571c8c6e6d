"""The tables of the Transferências Especiais module: paths, columns, what fills them, what filters them."""

from __future__ import annotations

CHOICES: dict[str, tuple[str | int, ...]] = {
    "descricao_situacao_empenho": ("Minuta de Empenho", "Enviado"),
    "situacao_relatorio_gestao": ("DISPONIBILIZADO", "EM_ELABORACAO"),
    "situacao_plano_acao": ("CIENTE", "IMPEDIDO"),
    "categoria_despesa_plano_acao": ("CUSTEIO", "CUSTEIO E INVESTIMENTO", "INVESTIMENTO"),
    "tipo_devolucao": ("RENDIMENTOS", "RESTITUICAO"),
    "status_processamento_empenho": ("AGUARDANDO_GERACAO_EMPENHO", "ENVIADA"),
    "plano_interno_empenho": ("13326EMTESP", "T.ESPECIAIS"),
    "categoria_despesa_empenho": ("INVESTIMENTO", "CUSTEIO"),
    "ind_recursos_gerenciados_conta_especifica_executor": ("Sim", "Não"),
    "descricao_situacao_dado_bancario_executor": ("", "Aguardando Solicitação de Abertura de Conta", "Conta Ativa"),
    "descricao_situacao_op": (
        "OB Enviada à instituição bancária para pagamento",
        "OP Pendente (Retorno com erro no envio ao SIAFI)",
    ),
    "ind_orcamento_proprio_plano_trabalho": ("Sim", "Não"),
    "ind_justificativa_prorrogacao_atraso_pt": ("SIM", "NÃO"),
    "ind_justificativa_prorrogacao_paralizacao_pt": ("SIM", "NÃO"),
    "ind_orgao_analises_pendentes": ("Não", "Sim"),
    "situacao_planejamento_pt": (
        "APROVADO",
        "CONCLUIDO",
        "CONCLUIDO_NT_TCU",
        "EM_ADITIVACAO",
        "EM_COMPLEMENTACAO",
        "ENVIADO_PARA_ANALISE",
        "REPROVADO",
    ),
    "situacao_parecer_analise_pt": (
        "Aprovar Plano de Trabalho",
        "Não se aplica",
        "Reprovar Plano de Trabalho",
        "Solicitar Complementação",
    ),
    "situacao_analise_pt": ("Concluída", "Em elaboração"),
    "situacao_parecer_analise_pt_hist": (
        "Aprovar Plano de Trabalho",
        "Não se aplica",
        "Reprovar Plano de Trabalho",
        "Solicitar Complementação",
    ),
    "situacao_analise_pt_hist": ("Em elaboração", "Concluída", "Não se aplica"),
    "situacao_historico_plano_acao": (
        "AGUARDANDO_CIENCIA",
        "AGUARDANDO_CONCLUSAO_PLANO_TRABALHO",
        "CIENTE",
        "IMPEDIDO",
        "IMPEDIDO_REJEICAO_PLANO_TRABALHO",
    ),
    "operacao_historico_plano_acao": ("ATUALIZACAO", "INSERCAO"),
    "situacao_plano_trabalho_hist": (
        "Aguardando envio para Análise",
        "Aprovado",
        "Em Ajuste do Plano de Trabalho",
        "Em Complementação",
        "Em Elaboração",
        "Enviado para Análise",
        "Legado ADPF 854 STF / NT - TCU",
        "Reprovado",
    ),
    "tipo_relatorio_gestao_novo": ("Final", "Parcial"),
    "situacao_relatorio_gestao_novo": ("DISPONIBILIZADO", "EM_ELABORACAO"),
    "tp_doc_recebedor_relatorio_gestao_dl": ("CNPJ", "CPF"),
    "tx_natureza_relatorio_gestao_dl": ("INVESTIMENTO", "CUSTEIO"),
}

TABLES = """
@beneficiarios-especiais
id_beneficiario:key uf_beneficiario:uf nome_beneficiario:ente cnpj_beneficiario:cnpj id_ente:id

@programas-especiais
id_programa:key ano_programa:year modalidade_programa:label codigo_programa:code id_orgao_superior_programa:id
sigla_orgao_superior_programa:sigla cnpj_orgao_superior_programa:cnpj nome_orgao_superior_programa:orgao
id_orgao_programa:id sigla_orgao_programa:sigla cnpj_orgao_programa:cnpj nome_orgao_programa:orgao
id_unidade_gestora_programa:id documentos_origem_programa:text id_unidade_orcamentaria_responsavel_programa:id
data_inicio_ciencia_programa:date data_fim_ciencia_programa:date valor_necessidade_financeira_programa:money
valor_total_disponibilizado_programa:money valor_impedido_programa:money valor_a_disponibilizar_programa:money
valor_documentos_habeis_gerados_programa:money valor_obs_geradas_programa:money
valor_disponibilidade_atual_programa:money

@planos-acao-especiais* programas-especiais 20
id_plano_acao:key codigo_plano_acao:plano ano_plano_acao:year modalidade_plano_acao:label situacao_plano_acao:enum
email_camara:email data_aceite_plano_acao:date codigo_banco_plano_acao:code
codigo_situacao_dado_bancario_plano_acao:int descricao_situacao_dado_bancario_plano_acao:label
nome_banco_plano_acao:bankname numero_agencia_plano_acao:code dv_agencia_plano_acao:dv numero_conta_plano_acao:code
dv_conta_plano_acao:dv nome_parlamentar_emenda_plano_acao:person ano_emenda_parlamentar_plano_acao:year
codigo_parlamentar_emenda_plano_acao:int sequencial_emenda_parlamentar_plano_acao:int
numero_emenda_parlamentar_plano_acao:int codigo_emenda_parlamentar_formatado_plano_acao:code
categoria_despesa_plano_acao:enum codigo_descricao_areas_politicas_publicas_plano_acao:code
descricao_programacao_orcamentaria_plano_acao:text motivo_impedimento_plano_acao:text valor_custeio_plano_acao:money
valor_investimento_plano_acao:money id_agencia_conta:account id_beneficiario:ref=beneficiarios-especiais
id_objeto:id nome_objeto:text detalhamento_objeto:text id_programa:parent

@devolucao-especiais planos-acao-especiais 1
id_devolucao:key+ id_plano_acao:parent+ dt_solicitacao_devolucao:time dt_pagamento_devolucao:time
mes_ano_competencia_devolucao:monthyear dt_vencimento_devolucao:time situacao_devolucao:label
tx_metodo_devolucao:text tx_cnpj_devolucao:cnpj tx_nome_devolucao:ente tx_cpf_responsavel_mascarado_devolucao:cpf!
tx_nome_responsavel_mascarado_devolucao:maskedname! tipo_devolucao:enum tx_justificativa_devolucao:text
ds_motivo_devolucao:text vl_devolucao:money vl_multa_devolucao:money vl_juros_devolucao:money
vl_acrescimos_devolucao:money vl_desconto_devolucao:money vl_deducoes_devolucao:money vl_total_devolucao:money

@empenhos-especiais planos-acao-especiais 1
id_empenho:key id_minuta_empenho:code numero_empenho:ne situacao_empenho:int descricao_situacao_empenho:enum
tipo_documento_empenho:int descricao_tipo_documento_empenho:label status_processamento_empenho:enum
ug_responsavel_empenho:ug ug_emitente_empenho:ug descricao_ug_emitente_empenho:text fonte_recurso_empenho:fonte
plano_interno_empenho:enum ptres_empenho:ptresnumber grupo_natureza_despesa_empenho:natureza
natureza_despesa_empenho:natureza subitem_empenho:int categoria_despesa_empenho:enum modalidade_despesa_empenho:int
numero_ro_empenho:code data_emissao_empenho:date prioridade_desbloqueio_empenho:int valor_empenho:money
id_plano_acao:parent

@documentos-habeis-especiais empenhos-especiais 1
id_dh:key id_minuta_documento_habil:code numero_documento_habil:code situacao_dh:int descricao_situacao_dh:label
tipo_documento_dh:label ug_emitente_dh:ug descricao_ug_emitente_dh:text data_vencimento_dh:date data_emissao_dh:date
ug_pagadora_dh:ug descricao_ug_pagadora_dh:text variacao_patrimonial_diminuta_dh:int
passivo_transferencia_constitucional_legal_dh:int descricao_centro_custo_dh:text codigo_siorg_centro_custo_dh:siorg
mes_referencia_centro_custo_dh:month ano_referencia_centro_custo_dh:year
mes_ano_referencia_centro_custo_dh:monthyear ug_beneficiada_centro_custo_dh:ug
descricao_ug_beneficiada_centro_custo_dh:text valor_dh:money valor_rateio_dh:money valor_custo_centro_custo_dh:money
id_empenho:parent

@executores-especiais planos-acao-especiais 2
id_executor:key cnpj_executor:cnpj nome_executor:ente objeto_executor:text vl_custeio_executor:money
vl_investimento_executor:money ind_recursos_gerenciados_conta_especifica_executor:enum codigo_banco_executor:code
nome_banco_executor:bankname numero_agencia_executor:code numero_dv_agencia_executor:dv nome_agencia_executor:text
numero_conta_executor:code numero_dv_conta_executor:dv codigo_situacao_dado_bancario_executor:int
descricao_situacao_dado_bancario_executor:enum id_plano_acao:parent

@finalidade-especiais executores-especiais 2
id_executor:parent cd_area_politica_publica_tipo_pt:position= area_politica_publica_tipo_pt:label
cd_area_politica_publica_pt:position= area_politica_publica_pt:text

@gestao-financeira-lancamentos-especiais planos-acao-especiais 4
id_lancamento_gestao_financeira:keytext origem_solicitacao_gestao_financeira:text
cnpj_ente_solicitante_gestao_financeira:cnpj nome_ente_solicitante_gestao_financeira:ente
codigo_banco_gestao_financeira:int codigo_agencia_gestao_financeira:int dv_agencia_gestao_financeira:dv
codigo_conta_gestao_financeira:int dv_conta_gestao_financeira:dv descricao_gestao_financeira:text
data_lancamento_gestao_financeira:date numero_ordem_gestao_financeira:int
numero_referencia_unica_gestao_financeira:code tipo_operacao_gestao_financeira:label valor_gestao_financeira:money
doc_depositante_gestao_financeira:doc nome_depositante_gestao_financeira:payee
tipo_depositante_gestao_financeira:int codigo_banco_depositante_gestao_financeira:code
codigo_agencia_depositante_gestao_financeira:code dv_agencia_depositante_gestao_financeira:dv
codigo_conta_depositante_gestao_financeira:code dv_conta_depositante_gestao_financeira:dv
doc_favorecido_gestao_financeira:doc nome_favorecido_gestao_financeira:payee tipo_favorecido_gestao_financeira:int
codigo_banco_favorecido_gestao_financeira:bank codigo_agencia_favorecido_gestao_financeira:stars!
dv_agencia_favorecido_gestao_financeira:dv! codigo_conta_favorecido_gestao_financeira:stars!
dv_conta_favorecido_gestao_financeira:dv! codigo_categoria_despesa_lancamento_gestao_financeira:int
id_agencia_conta:account quantidade_subtransacoes_lancamento_gestao_financeira:int

@gestao-financeira-subtransacoes-especiais gestao-financeira-lancamentos-especiais 2
id_subtransacao_gestao_financeira:keytext estado_subtransacao_gestao_financeira:int
situacao_pagamento_subtransacao_gestao_financeira:int data_pagamento_subtransacao_gestao_financeira:date
valor_subtransacao_gestao_financeira:money codigo_banco_beneficiario_subtransacao_gestao_financeira:bank
codigo_agencia_beneficiario_subtransacao_gestao_financeira:stars!
codigo_conta_beneficiario_subtransacao_gestao_financeira:stars!
tipo_pessoa_beneficiario_subtransacao_gestao_financeira:int
numero_documento_beneficiario_subtransacao_gestao_financeira:doc
nome_beneficiario_subtransacao_gestao_financeira:payee codigo_categoria_despesa_subtransacao_gestao_financeira:int
descricao_subtransacao_gestao_financeira:text id_lancamento_gestao_financeira:parenttext

@meta-especiais executores-especiais 2
id_executor:parent id_meta:key sequencial_meta:int nome_meta:text desc_meta:text un_medida_meta:text
qt_unidade_meta:int vl_custeio_emenda_especial_meta:money vl_investimento_emenda_especial_meta:money
vl_custeio_recursos_proprios_meta:money vl_investimento_recursos_proprios_meta:money
vl_custeio_rendimento_meta:money vl_investimento_rendimento_meta:money vl_custeio_doacao_meta:money
vl_investimento_doacao_meta:money qt_meses_meta:int

@ordens-pagamentos-ordens-bancarias-especiais documentos-habeis-especiais 1
id_op_ob:key data_emissao_op:date numero_ordem_pagamento:code vinculacao_op:int situacao_op:int
descricao_situacao_op:enum data_situacao_op:date data_emissao_ob:date numero_ordem_bancaria:code
numero_ordem_lancamento:code data_assinatura_ordenador_despesa_ob:date data_assinatura_gestor_financeiro_ob:date
id_dh:parent

@planos-trabalho-especiais planos-acao-especiais 1
id_plano_trabalho:key dt_hora_situacao_plano_trabalho:time situacao_plano_trabalho:label
ind_orcamento_proprio_plano_trabalho:enum data_inicio_execucao_plano_trabalho:date
data_fim_execucao_plano_trabalho:date prazo_execucao_meses_plano_trabalho:int id_plano_acao:parent
classificacao_orcamentaria_pt:text ind_justificativa_prorrogacao_atraso_pt:enum
ind_justificativa_prorrogacao_paralizacao_pt:enum justificativa_prorrogacao_paralizacao_pt:text
dt_hora_pt_aprovado:time ind_orgao_analises_pendentes:enum

@orgaos-analises-pendentes-especiais planos-trabalho-especiais 2
id_plano_trabalho:parent id_orgao_analise_pendente_pt:position= nome_orgao_analise_pendente_pt:orgao
ind_orgao_analises_pendentes:label

@planos-trabalho-analises-especiais planos-trabalho-especiais 1
id_plano_trabalho_analise_pt:key codigo_siorg_orgao_analise_pt:siorg nome_orgao_analise_pt:orgao
situacao_planejamento_pt:enum situacao_parecer_analise_pt:enum texto_parecer_analise_pt:text
situacao_analise_pt:enum data_analise_pt:time valor_reprovado_pt:money id_plano_trabalho:parent

@plano-trabalho-analise-historico-especiais planos-trabalho-analises-especiais 3
codigo_siorg_orgao_analise_pt_hist:siorg= nome_orgao_analise_pt_hist:orgao situacao_parecer_analise_pt_hist:enum
data_analise_pt_hist:time= situacao_analise_pt_hist:enum= responsaveis_analise_pt_hist:person
id_plano_trabalho_analise_pt:parent

@planos-acao-historico-especiais planos-acao-especiais 2
id_historico_plano_acao:key situacao_historico_plano_acao:enum operacao_historico_plano_acao:enum
descricao_historico_plano_acao:text data_hora_historico_plano_acao:time id_plano_acao:parent

@planos-trabalho-historico planos-trabalho-especiais 3
id_plano_trabalho_hist:key data_plano_trabalho_hist:time cpf_responsavel_plano_trabalho_hist:cpf
situacao_plano_trabalho_hist:enum id_plano_trabalho:parent

@relatorios-gestao-novos-especiais executores-especiais 1
id_relatorio_gestao_novo:key data_relatorio_gestao_novo:date data_e_hora_relatorio_gestao_novo:time
tipo_relatorio_gestao_novo:enum valor_executado_relatorio_gestao_novo:money
valor_pendente_relatorio_gestao_novo:money situacao_relatorio_gestao_novo:enum
id_plano_acao:ref=planos-acao-especiais id_executor:parent

@relatorios-gestao-analise-especiais relatorios-gestao-novos-especiais 1
id_relatorio_gestao_analise:key+ id_relatorio_gestao_novo:parent+ tx_parecer_relatorio_gestao_analise:text
st_parecer_relatorio_gestao_analise:label st_analise_relatorio_gestao_analise:label
cd_orgao_siorg_relatorio_gestao_analise:siorg tx_orgao_nome_relatorio_gestao_analise:text
dt_analise_relatorio_gestao_analise:time tx_cpf_mascarado_relatorio_gestao_analise:cpf
tx_nome_mascarado_relatorio_gestao_analise:maskedname

@relatorios-gestao-documento-liquidacao-especiais relatorios-gestao-novos-especiais 2
id_relatorio_gestao_dl:key+ id_relatorio_gestao_novo:parent+ tx_descricao_relatorio_gestao_dl:text
tp_doc_recebedor_relatorio_gestao_dl:enum tx_identificacao_recebedor_mascarado_relatorio_gestao_dl:doc!
tx_nome_recebedor_relatorio_gestao_dl:payee vl_pagamento_relatorio_gestao_dl:money
dt_pagamento_relatorio_gestao_dl:date tx_natureza_relatorio_gestao_dl:enum

@relatorios-gestao-especiais planos-acao-especiais 1
id_relatorio_gestao:key data_relatorio_gestao:date data_e_hora_relatorio_gestao:time! tipo_relatorio_gestao:label
situacao_relatorio_gestao:enum valor_executado_relatorio_gestao:money valor_pendente_relatorio_gestao:money
descritivo_relatorio_gestao:text id_plano_acao:parent

@saldo-conta-gestao-financeira-especiais planos-acao-especiais 1
id_agencia_conta:account agencia_batch:int conta_batch:int data_saldo_conta:date saldo_final_gestao_financeira:money
"""
