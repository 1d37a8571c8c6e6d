"""The tables of the Fundo a Fundo module: paths, columns, what fills them, what filters them."""

from __future__ import annotations

CHOICES: dict[str, tuple[str | int, ...]] = {
    "esfera_orcamentaria_empenho": (0, 1, 2, 3, 4, 5),
    "descricao_esfera_orcamentaria_empenho": (
        "Federal",
        "Estadual",
        "Municipal",
        "Estatal",
        "Privada",
        "Organismos Internacionais",
    ),
    "tipo_empenho": (1, 3, 5),
    "descricao_tipo_empenho": ("Empenho Ordinário", "Estimado", "Global"),
    "situacao_empenho": (1, 4, 5, 6),
    "descricao_situacao_empenho": ("Minuta de Empenho", "Enviado", "Pendente", "Registrado no SIAFI"),
    "origem_solicitacao_gestao_financeira": ("TFF", "TE"),
    "tipo_operacao_gestao_financeira": ("D", "C"),
    "descricao_tipo_operacao_gestao_financeira": ("Débito", "Crédito"),
    "tipo_favorecido_gestao_financeira": (1, 2, 0),
    "descricao_tipo_favorecido_gestao_financeira": ("CPF", "CNPJ", "Não Identificado"),
    "situacao_pagamento_subtransacao_gestao_financeira": (3, 6),
    "descricao_situacao_pagamento_subtransacao_gestao_financeira": ("Pago", "Cancelado"),
    "tipo_pessoa_beneficiario_subtransacao_gestao_financeira": (1, 2, 0),
    "descricao_tp_pessoa_beneficiario_subtransacao_gestao_financeira": ("CPF", "CNPJ", "Não Identificado"),
    "tipo_analise_plano_acao": ("MERITO", "TECNICA", "FINANCEIRA", "TECNICA_FINANCEIRA"),
    "tipo_resultado_analise_plano_acao": ("COMPLEMENTACAO", "APROVADO", "COM_RESSALVA", "REJEITADO"),
    "tipo_despesa_destinacao_recursos_plano_acao": ("CUSTEIO", "INVESTIMENTO"),
    "tipo_relatorio_gestao": ("PARCIAL", "FINAL"),
    "situacao_relatorio_gestao": (
        "EM_ELABORACAO",
        "ENVIADO_ANALISE_CONSELHO",
        "ENVIADO_ANALISE",
        "EM_COMPLEMENTACAO",
        "ANALISE_CONCLUIDA_CONSELHO",
        "ANALISE_CONCLUIDA",
        "REJEITADO",
    ),
    "situacao_termo_adesao": ("EM_ELABORACAO", "ENVIADO", "ASSINADO"),
}

TABLES = """
@programas
id_programa:key+ ano_programa:year modalidade_programa:label codigo_programa:bigcode= nome_programa:text
id_unidade_gestora_programa:id nome_institucional_programa:text permite_transferencia_sem_fundo_programa:bool
objetivo_programa:text descricao_programa:text situacao_programa:label valor_global_programa:money
quantidade_parcelas_programa:int id_orgao_superior_programa:id sigla_orgao_superior_programa:sigla
cnpj_orgao_superior_programa:cnpj nome_orgao_superior_programa:orgao id_fundo_programa:id cnpj_fundo_programa:cnpj
nome_fundo_programa:ente uf_fundo_programa:uf municipio_fundo_programa:city codigo_ibge_fundo_programa:ibge
programa_natureza_despesa:list(grupo_natureza_despesa_programa:group)!
programa_acao_orcamentaria:list(codigo_acao_orcamentaria_programa:code descricao_acao_orcamentaria_programa:text)!
data_inicio_recebimento_planos_acao_beneficiarios_especificos:date
data_fim_recebimento_planos_acao_beneficiarios_especificos:date
data_inicio_recebimento_planos_acao_beneficiarios_emendas:date
data_fim_recebimento_planos_acao_beneficiarios_emendas:date
data_inicio_recebimento_planos_acao_beneficiarios_voluntarios:date
data_fim_recebimento_planos_acao_beneficiarios_voluntarios:date

@planos-acao* programas 5
id_plano_acao:key+ codigo_plano_acao:plano data_inicio_vigencia_plano_acao:date data_fim_vigencia_plano_acao:date
diagnostico_plano_acao:text objetivos_plano_acao:text situacao_plano_acao:label
valor_repasse_emenda_plano_acao:money valor_repasse_especifico_plano_acao:money
valor_repasse_voluntario_plano_acao:money valor_total_repasse_plano_acao:money
valor_recursos_proprios_plano_acao:money valor_outros_plano_acao:money valor_rendimentos_aplicacao_plano_acao:money
valor_total_plano_acao:money valor_total_investimento_plano_acao:money valor_total_custeio_plano_acao:money
valor_saldo_disponivel_plano_acao:money id_orgao_repassador_plano_acao:id sigla_orgao_repassador_plano_acao:sigla
cnpj_orgao_repassador_plano_acao:cnpj nome_orgao_repassador_plano_acao:orgao id_ente_repassador_plano_acao:id
cnpj_ente_repassador_plano_acao:cnpj nome_ente_repassador_plano_acao:orgao uf_ente_repassador_plano_acao:uf
nome_municipio_ente_repassador_plano_acao:city codigo_ibge_municipio_ente_repassador_plano_acao:ibge
id_ente_recebedor_plano_acao:id cnpj_ente_recebedor_plano_acao:cnpj nome_ente_recebedor_plano_acao:ente
uf_ente_recebedor_plano_acao:uf nome_municipio_ente_recebedor_plano_acao:city
codigo_ibge_municipio_ente_recebedor_plano_acao:ibge tipo_unidade_recebedora_plano_acao:label
descricao_tipo_unidade_ente_plano_acao:label id_fundo_repassador_plano_acao:id cnpj_fundo_repassador_plano_acao:cnpj
nome_fundo_repassador_plano_acao:ente uf_fundo_repassador_plano_acao:uf municipio_fundo_repassador_plano_acao:city!
codigo_ibge_fundo_repassador_plano_acao:ibge id_fundo_vinculado_plano_acao:id cnpj_fundo_vinculado_plano_acao:cnpj
nome_fundo_vinculado_plano_acao:ente uf_fundo_vinculado_plano_acao:uf municipio_fundo_vinculado_plano_acao:city!
codigo_ibge_fundo_vinculado_plano_acao:ibge tipo_unidade_recebedora_vinculada_plano_acao:label
descricao_tipo_unidade_recebedora_vinculada_plano_acao:label id_programa:parent+

@empenhos planos-acao 1
id_empenho:key+ numero_empenho:ne ano_empenho:year gestao_emitente_empenho:gestao ug_emitente_empenho:ug
data_emissao_empenho:date fonte_recurso_empenho:fonte esfera_orcamentaria_empenho:enum
descricao_esfera_orcamentaria_empenho:enum plano_interno_empenho:text unidade_gestora_responsavel_empenho:ug
observacao_empenho:text cnpj_favorecido_empenho:cnpj numero_lista_empenho:code unidade_gestora_referencia_empenho:ug
gestao_referencia_empenho:gestao numero_interno_empenho:int objeto_empenho:text numero_sistema_empenho:code
natureza_despesa_empenho:natureza natureza_despesa_sub_item_empenho:natureza tipo_empenho:enum
descricao_tipo_empenho:enum codigo_tipo_nota_empenho:code descricao_tipo_nota_empenho:label situacao_empenho:enum
descricao_situacao_empenho:enum valor_empenho:money versao_empenho:int id_plano_acao:parent+

@planos-acao-dados-bancarios planos-acao 1
id_plano_acao_dado_bancario:key+ id_agencia_conta:account codigo_banco_plano_acao_dado_bancario:code
nome_banco_plano_acao_dado_bancario:bankname numero_agencia_plano_acao_dado_bancario:code
dv_agencia_plano_acao_dado_bancario:dv numero_conta_plano_acao_dado_bancario:code
dv_conta_plano_acao_dado_bancario:dv situacao_conta_plano_acao_dado_bancario:label
data_abertura_conta_plano_acao_dado_bancario:date nome_programa_agil_conta_plano_acao_dado_bancario:text
saldo_final_dado_bancario:object(saldo_final_gestao_financeira:money)!
id_plano_acao:parent+

@gestao-financeira-lancamentos planos-acao-dados-bancarios 4
id_lancamento_gestao_financeira:key+ origem_solicitacao_gestao_financeira:enum
descricao_origem_solicitacao_gestao_financeira:text cnpj_ente_solicitante_gestao_financeira:cnpj
nome_ente_solicitante_gestao_financeira:ente nome_personalizado_ente_solicitante_gestao_financeira:text
codigo_programa_agil_ente_solicitante_gestao_financeira:code codigo_banco_gestao_financeira:code
codigo_agencia_gestao_financeira:code dv_agencia_gestao_financeira:dv codigo_conta_gestao_financeira:code
dv_conta_gestao_financeira:dv tipo_operacao_gestao_financeira:enum descricao_tipo_operacao_gestao_financeira:enum
descricao_gestao_financeira:text data_lancamento_gestao_financeira:date
data_evento_lancamento_gestao_financeira:date numero_ordem_gestao_financeira:int
numero_referencia_unica_gestao_financeira:code tipo_favorecido_gestao_financeira:enum
descricao_tipo_favorecido_gestao_financeira:enum doc_favorecido_gestao_financeira_mask:doc
nome_favorecido_gestao_financeira:payee valor_lancamento_gestao_financeira:money
codigo_categoria_despesa_lancamento_gestao_financeira:int
categorias_despesa_lancamento:object(caminho_categoria_lancamento:text)!
quantidade_subtransacoes_lancamento_gestao_financeira:int id_agencia_conta:account

@gestao-financeira-subtransacoes gestao-financeira-lancamentos 2
id_subtransacao_gestao_financeira:keytext estado_subtransacao_gestao_financeira:int
situacao_pagamento_subtransacao_gestao_financeira:enum
descricao_situacao_pagamento_subtransacao_gestao_financeira:enum data_pagamento_subtransacao_gestao_financeira:date
tipo_pessoa_beneficiario_subtransacao_gestao_financeira:enum
descricao_tp_pessoa_beneficiario_subtransacao_gestao_financeira:enum
doc_beneficiario_subtransacao_gestao_financeira_mask:doc nome_beneficiario_subtransacao_gestao_financeira:payee
descricao_subtransacao_gestao_financeira:text valor_subtransacao_gestao_financeira:money
codigo_categoria_despesa_subtransacao_gestao_financeira:int
categorias_despesa_subtransacao:object(caminho_categoria_subtransacao:text)!
id_lancamento_gestao_financeira:parent+

@planos-acao-analises planos-acao 1
id_analise_plano_acao:key+ tipo_analise_plano_acao:enum tipo_resultado_analise_plano_acao:enum
data_analise_plano_acao:date parecer_analise_plano_acao:text tipo_origem_analise_plano_acao:label
id_plano_acao:parent+ id_historico_plano_acao:ref=planos-acao-historico+

@planos-acao-analises-responsaveis planos-acao-analises 1
id_analise_responsavel_plano_acao:key+ nome_responsavel_analise_plano_acao:person
cargo_responsavel_analise_plano_acao:role id_analise_plano_acao:parent+

@planos-acao-destinacao-recursos planos-acao 2
id_destinacao_recursos_plano_acao:key+ codigo_natureza_despesa_destinacao_recursos_plano_acao:natureza
descricao_natureza_despesa_destinacao_recursos_plano_acao:text tipo_despesa_destinacao_recursos_plano_acao:enum
valor_destinacao_recursos_plano_acao:money id_plano_acao:parent+

@planos-acao-historico planos-acao 2
id_historico_plano_acao:key+ situacao_historico_plano_acao:label data_historico_plano_acao:date
versao_historico_plano_acao:int id_plano_acao:parent+

@planos-acao-metas planos-acao 2
id_meta_plano_acao:key+ numero_meta_plano_acao:code nome_meta_plano_acao:text descricao_meta_plano_acao:text
valor_meta_plano_acao:money versao_meta_plano_acao:int sequencial_meta_plano_acao:int id_plano_acao:parent+

@planos-acao-metas-acoes planos-acao-metas 2
id_acao_meta_plano_acao:key+ numero_acao_meta_plano_acao:code nome_acao_meta_plano_acao:text
descricao_acao_meta_plano_acao:text valor_acao_meta_plano_acao:money versao_acao_meta_plano_acao:int
sequencial_acao_meta_plano_acao:int id_meta_plano_acao:parent+

@programas-beneficiarios programas 5
id_beneficiario_programa:key+ cnpj_beneficiario_programa:cnpj nome_beneficiario_programa:ente
valor_beneficiario_programa:money numero_emenda_beneficiario_programa:code
nome_parlamentar_beneficiario_programa:person tipo_beneficiario_programa:label nome_ente_beneficiario_programa:ente
uf_ente_beneficiario_programa:uf nome_municipio_ente_beneficiario_programa:city
codigo_ibge_municipio_ente_beneficiario_programa:ibge id_ente_beneficiario_programa:id id_programa:parent+

@programas-gestao-agil programas 1
id_programa_agil:key+ id_programa_agil_bb:id nome_programa_agil:text codigo_programa_agil:code
id_orgao_programa_agil:id! codigo_siorg_orgao_programa_agil:siorg sigla_orgao_programa_agil:sigla
cnpj_orgao_programa_agil:cnpj nome_orgao_programa_agil:orgao id_programa:parent+

@relatorios-gestao planos-acao 1
id_relatorio_gestao:keytext+ data_relatorio_gestao:date data_e_hora_relatorio_gestao:time tipo_relatorio_gestao:enum
situacao_relatorio_gestao:enum valor_executado_relatorio_gestao:money valor_pendente_relatorio_gestao:money
resultados_alcancados_metas_relatorio_gestao:text descritivo_relatorio_gestao:text
contrapartida_relatorio_gestao:text endereco_eletronico_publicidade_acoes_relatorio_gestao:text
declaracao_conformidade_relatorio_gestao:bool id_plano_acao:parenttext+

@relatorios-gestao-acoes relatorios-gestao 2
id_acao_relatorio_gestao:key+ percentual_execucao_fisica_acao_relatorio_gestao_acao:percent
observacoes_justificativas_relatorio_gestao_acao:text id_relatorio_gestao:parenttext+
id_acao_meta_plano_acao:ref=planos-acao-metas-acoes+

@relatorios-gestao-analises relatorios-gestao 1
id_relatorio_gestao_analise:key+ tipo_analise_relatorio_gestao_analise:label
resultado_analise_relatorio_gestao_analise:text parecer_analise_relatorio_gestao_analise:text
origem_analise_relatorio_gestao_analise:text data_analise_relatorio_gestao_analise:date
versao_analise_relatorio_gestao_analise:int id_relatorio_gestao:parent+

@relatorios-gestao-analises-responsaveis relatorios-gestao-analises 1
id_relatorio_gestao_analise_responsavel:key+ nome_responsavel_analise_relatorio_gestao_analise:person
cargo_responsavel_analise_relatorio_gestao_analise:role id_relatorio_gestao_analise:parent+

@termos-adesao planos-acao 1
id_termo_adesao:key+ numero_processo_termo_adesao:sei situacao_termo_adesao:enum objeto_termo_adesao:text
data_assinatura_termo_adesao:date ano_termo_adesao:year secao_publicacao_dou_termo_adesao:int
pagina_publicacao_dou_termo_adesao:int data_publicacao_dou_termo_adesao:date id_plano_acao:parent+

@termos-adesao-historico termos-adesao 2
id_historico_termo_adesao:key+ situacao_historico_termo_adesao:label data_historico_termo_adesao:date
id_termo_adesao:parent+
"""
