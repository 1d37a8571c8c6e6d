"""The tables of the Gestão de Parcerias module: paths, columns, what fills them, what filters them."""

from __future__ import annotations

CHOICES: dict[str, tuple[str | int, ...]] = {
    "cd_tipo_instrumento": ("MMA MULTA", "FAF", "FAF SAUDE", "RENUNCIA MMA", "RENUNCIA SAUDE", "FUNDO ESPECIFICO"),
    "qualificacao_beneficiario": ("Beneficiário de Emenda Parlamentar", "Beneficiário Espontâneo"),
    "expiracao_prog_beneficiario_espotaneo": ("", "expiracao_prog_distante", "prog_expirado"),
    "situacao_programa": ("Em Elaboração", "Inativo", "Disponibilizado"),
    "situacao_proposta": ("Em Análise", "Rejeitada", "Aprovada", "Em Elaboração", "Inativada"),
    "in_situacao_analise": (
        "Proposta e Plano de Trabalho Em Complementação",
        "Proposta e Plano de Trabalho em Análise",
        "Proposta e Plano de Trabalho Enviados para Análise",
        "Proposta e Plano de Trabalho Enviado para Complementação",
    ),
    "in_formato_etapas": ("datas específicas", "meses", "dias"),
    "in_tipo_prazo_captacao": ("Data Fixa", "Prazo Máximo Previsto"),
    "origem_recurso": ("Repasse", "Terceiros - Nacional"),
    "in_situacao_parceria": ("Aprovada", "Em Análise", "Em Captação", "Em Elaboração", "Inativa", "Rejeitada"),
    "tp_origem": ("Atos Preparatórios", "Sistema Externo"),
    "tp_conta": ("", "Conta Captação", "Conta Movimentação"),
    "tp_apoiador": ("Comissão", "Parlamentar"),
    "in_categoria_despesa": ("Custeio", "Investimento"),
    "nm_situacao": ("Cancelada", "Efetivada", "Excluída", "Rejeitada OD", "Rejeitada OD Banco"),
}

TABLES = """
@programa
id_programa:key+ ano_programa:year cd_programa:code tp_instrumento:label cd_tipo_instrumento:enum
sg_ente_superior:sigla nm_ente_superior:orgao sg_nome_ente_superior:text sg_ente_repassador:sigla
nm_ente_repassador:orgao sg_nome_ente_repassador:text nm_programa:text qualificacao_beneficiario:enum
ds_objetivo:text ds_problema:text ds_publico_alvo:text ds_resultado_esperado:text
dt_inicio_beneficiario_espontaneo:date dt_fim_beneficiario_espontaneo:date
expiracao_prog_beneficiario_espotaneo:enum pc_meia_entrada:text situacao_programa:enum sn_tem_meta_padrao:int
sn_permite_meta_proponente:int sn_tem_visao_produto:int sn_exige_plano_distribuicao:int
sn_dispensa_plano_trabalho:int dt_inicio_beneficiario_especifico:date dt_fim_beneficiario_especifico:date
expiracao_prog_beneficiario_especifico:text sn_vinc_indicadores_resultados_esperados:int
sn_sazonalidade_plano_trabalho:int sn_existe_publico_alvo_padrao:int sn_utiliza_cauc_na_habilitacao:int
nr_vlr_global:money sn_permite_anexo_tipo_outros:int dt_inicio_beneficiario_emenda:date
dt_fim_beneficiario_emenda:date expiracao_prog_beneficiario_emenda:text nr_prazo_captacao:int sn_todos_cnaes:int
in_finalidade:label vincula_resultados_esperados_indicadores_progama:text! sn_projeto_estruturante_calamidade:label!
modalidade_projeto:label! ds_justificativa_tipo_projeto:text!
ufs_habilitadas:list(nm_uf:text sg_uf:uf cd_ibge:ibge)!
programa_atende_a:list(tp_atende_a:label)!
categorias_despesa:list(categoria_despesa_programa:text subcategoria_despesa_programa:text)!
resultados_esperados:list(ds_resultado_esperado_programa:text)!
indicadores_programa:list(nm_indicador_programa:text nm_unidade_medida_indicador_programa:text
vl_indicador_programa:int)!

@proposta* programa 4
id_proposta:key+ id_programa:parent+ cnpj_ente_recebedor:cnpj nm_ente_recebedor:ente ed_cep:cep ed_logradouro:text
ed_numero:text ed_complemento:text ed_bairro:text cd_ibge_recebedor:ibge nm_municipio_recebedor:city
nm_uf_recebedor:ufname sg_uf_recebedor:uf nm_pais:text nm_natureza_juridica:text cnpj_executor:cnpj nm_executor:ente
cnpj_terceiro_signatario:cnpj nm_terceiro_signatario:ente id_programa_unidade_gestora:id+ nm_unidade_gestora:orgao
ds_objeto:text ds_problema_proposta:text ds_relacao_proposta_objetivo_diretrizes:text
ds_caracterizacao_interesses_reciprocos:text situacao_proposta:enum in_situacao_analise:enum
ds_resultado_esperado_proposta:text in_formato_etapas:enum nr_vlr_total:moneytext dt_envio_analise:time
in_situacao_antes_inativar:int in_situacao_analise_antes_inativar:int in_tipo_prazo_captacao:enum
dt_limite_captacao:date in_formato_etapas_antes_recalculo:int vl_total_planejamento_gastos:money
ds_publico_alvo_proposta:text mes_proposta:month ano_proposta:year dt_proposta:date
intervenientes_proposta:list(cnpj_interveniente:cnpj nm_interveniente:text)!
categorias_despesa_proposta:list(categoria_despesa_proposta:text subcategoria_despesa_proposta:text)!

@analise-proposta proposta 2
id_analise_proposta:key+ id_proposta:parent+ in_fase_analise:label in_resultado_analise:label ds_parecer:text!
dh_analise_proposta:time!
tipos_analise:list(id_tipo_analise_proposta:id tp_analise:label)!

@beneficiario_emenda_parlamentar programa 4
id_beneficiario_emenda_parlamentar_programa:key+ id_programa:parent+ nr_cnpj_beneficiario_emenda:cnpj
nm_beneficiario_emenda:ente nm_municipio_beneficiario_emenda:city sg_uf_beneficiario_emenda:uf
nm_natureza_juridica_beneficiario_emenda:text! aa_emenda:year cd_parlamentar:int nr_emenda:code
nm_parlamentar:person in_tipo_emenda_parlamentar:label vl_gnd3:money! vl_gnd4:money! vl_total_emenda:money!
indicacoes_beneficiario:list(id_solicitante:id nm_solicitante:person tp_solicitante:label vl_gnd3_solicitante:money
vl_gnd4_solicitante:money vl_indicado_solicitante:money)!

@cronograma-desembolso proposta 3
id_proposta_cronograma_item:key+ id_proposta:parent+ nr_ref_mes_data_especif:month nr_ref_ano_data_especif:int
nr_ref_mes_sazonalidade:month vl_cronograma_desembolso:money origem_recurso:enum

@distribuicao-recurso-proposta proposta 1
id_distribuicao_recurso_proposta:key+ id_proposta:parent+
id_beneficiario_emenda_parlamentar:ref=beneficiario_emenda_parlamentar+ in_tipo_distribuicao:label in_tipo_gnd:label
nr_emenda_proposta:code nm_parlamentar_proposta:person in_tipo_emenda_parlamentar_proposta:label valor_emenda:money

@parceria proposta 1
id_parceria:key+ cd_parceria:bigcode= nu_externo:code! id_proposta:parent+ in_situacao_parceria:enum tp_origem:enum
cd_processo_sei:sei sn_assinatura_manual:label dh_assinatura:time tx_justificativa:text
in_situacao_autorizacao_execucao:label dh_solicitacao_execucao:time ds_justificativa_solicitacao:text
dh_autorizacao_execucao:time ds_justificativa_autorizacao:text prazo_limite_captacao_recursos:interval
prazo_captacao_em_dias:int
publicacoes_parceria:list(dt_publicacao:date ds_numero_dou:text nr_pagina_dou:int ds_documento_publicado:text
ds_url_documento_publicado:text dt_inicio_captacao:date dt_fim_captacao:date tp_prazo_captacao:int)!

@documento-habil parceria 1
id_documento_habil:key+ id_parceria:parent+ nr_minuta_dh:code nr_documento_habil:code cd_ug_emitente_dh:ug
tp_documento_habil:label vl_documento_habil:money dt_emissao:time ano_emissao:year mes_emissao:month
in_situacao_dh:label cd_credor_devedor:doc nm_credor_devedor:text tx_observacao:text nr_empenho_dh:ne

@empenho-parceria parceria 1
id_empenho_parceria:key+ id_parceria:parent+ nr_empenho:int cd_ug_emitente:ug aa_empenho:year
in_situacao_siafi:label id_minuta:code data_emissao:time id_tipo_empenho:id nome_tipo_empenho:text
ug_emitente:ugtext nome_favorecido:payee identificacao_favorecido:doc ug_responsavel:ugtext autor_emenda:person
descricao_empenho:text numero_empenho:int numero_nota_empenho_gerada:code numro:text nome_situacao_minuta:text
id_pre_empenho:code valor_empenho:money nr_pre_empenho:code valor_operacao_empenho:money

@parceria-conta parceria 2
id_parceria_conta:key+ id_parceria:parent+ id_conta_gf:gf! tx_conta:text tp_conta:enum nm_conta:text
dt_abertura:date tx_descricao:text tx_detalhamento:text nm_banco:bankname tx_numero:text nm_agencia:text
nm_municipio_agencia:city sg_uf_agencia:uf ds_justificativa:text id_historico_gf:id+ cd_programa_bb_agil:int
nm_personalizado_conta_bb_agil:text vl_saldo_conta_corrente:money! dt_referencia_saldo_conta_corrente:date!
vl_saldo_conta_investimento:money! dt_referencia_saldo_conta_investimento:date!
classificacoes_ingresso:list(id_extrato_lancamento:id nu_identificador_lancamento:int
nu_identificacao_depositante:doc tx_nome_depositante:payee dt_movimento_lancamento:date vl_lancamento:money
dh_classificacao:time tx_descricao_classificacao_ingresso:text vl_classificado:money
id_classificacao_ingresso_tipo:id tx_descricao_classificao_ingresso_tipo:label dh_analise:time
tx_desc_classificacao_analise_situacao:label vl_nao_classificado:money vl_captado_aprovado:money
vl_aguardando_analise:money)!

@extrato-bancario parceria-conta 4
id_extrato_bancario:key+ id_parceria_conta:parent+ nu_identificador_lancamento_extrato_bancario:int
nr_interno_referencia:int in_transacao:label cd_tipo_operacao:int nm_tipo_operacao:text
nu_identificacao_depositante_extrato_bancario:doc tx_nome_depositante_extrato_bancario:payee
nu_identificacao_beneficiario:doc tx_nome_beneficiario:payee dt_movimento_lancamento_extrato_bancario:time
vl_lancamento_extrato_bancario:money

@indicacao-beneficiario-emenda-parlamentar beneficiario_emenda_parlamentar 2
id_indicacao_beneficiario_emenda_parlamentar:key+ id_beneficiario_emenda_parlamentar:parent+
id_apoiador_mascarado:stars! nm_apoiador:person tp_apoiador:enum

@meta-proposta proposta 2
id_meta_proposta:key+ id_proposta:parent+ cd_meta:int nm_meta:text ds_meta:text
etapas_proposta:list(id_etapa_proposta:child=etapas cd_etapa:code nm_etapa:text ds_etapa:text dt_inicio:date dt_fim:date
nr_inicio:int nr_fim:int)!

@etapas meta-proposta 2
id_etapa_proposta:key

@item-proposta etapas 2
id_item_proposta:key+ id_classificacao_despesa:id+ id_etapa_proposta:parent+ nm_item:text ds_item:text
nm_unidade_medida:text vl_unitario_item:money qt_quantidade:int nr_ocorrencia:int vl_total_item:money
cd_classificacao_despesa:int in_categoria_despesa:enum nm_classificacao_despesa:text
classificacao_despesa:object(id_classificacao_despesa_pai:id nm_classificacao_despesa_1:text
nm_classificacao_despesa_2:text nm_classificacao_despesa_path:text nm_classificacao_despesa:text
nm_classificacao_despesa_profundidade:int)!

@opp parceria-conta 2
id_opp:key+ id_conta_gf:gf+ cd_opp:int dh_inclusao_opp:time nr_cpf_cnpj_beneficiario_mascarado:doc!
nm_beneficiario:payee vl_opp:money vl_efetivado:money tx_descricao_operacao:text nm_tipo_opp:text nm_situacao:enum
dh_efetivacao:time

@ordem-pagamento documento-habil 1
id_op:key+ id_documento_habil:parent+ cd_ug_emitente_op:ug nr_minuta_op:code nr_ordem_pagamento:code
in_situacao_op:label dt_emissao_op:time vl_ordem_pagamento:money nr_ordem_bancaria:code
dt_emissao_ordem_bancaria:time tx_observacao_op:text

@proposta-resultado-indicador proposta 2
id_proposta_resultado_indicador:key+ id_proposta:parent+ ds_resultado_esperado_proposta_resultado_indicador:text
nm_indicador_proposta:text vl_indicador_proposta:money nm_unidade_medida_indicador_proposta:text
"""
