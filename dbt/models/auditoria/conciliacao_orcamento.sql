{{ conciliacao(
    juncao='contratos_orcamento',
    origem=ref('empenho_lancamento'),
    destino=ref('contratos_orcamento'),
    medidas=['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago']
) }}
union all
{{ conciliacao(
    juncao='orcamento_resumo_anual',
    origem=ref('execucao_orcamentaria'),
    destino=ref('orcamento_resumo_anual'),
    medidas=['valor_dotacao_inicial', 'valor_dotacao_atualizada', 'valor_pago'],
    exercicio='ano'
) }}
