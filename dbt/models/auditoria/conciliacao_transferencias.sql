{% set nc = ref('nota_credito_lancamento') %}
{% set pf = ref('programacao_financeira_lancamento') %}
{{ conciliacao(
    juncao='plano_nota_credito',
    origem=nc,
    destino="(select l.*, b.confianca from " ~ nc ~ " as l left join " ~ ref('plano_nota_credito') ~ " as b on l.linha_id = b.linha_id)",
    medidas=['valor_assinado'],
    confianca='confianca'
) }}
union all
{{ conciliacao(
    juncao='plano_programacao_financeira',
    origem=pf,
    destino="(select l.*, b.confianca from " ~ pf ~ " as l left join " ~ ref('plano_programacao_financeira')
        ~ " as b on l.linha_id = b.linha_id)",
    medidas=['valor_assinado'],
    confianca='confianca'
) }}
union all
{{ conciliacao(
    juncao='plano_empenho',
    origem=ref('empenho_lancamento'),
    destino=ref('execucao_ted'),
    medidas=['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'],
    confianca='confianca'
) }}
union all
{{ conciliacao(
    juncao='teds_resumo',
    origem=ref('empenho_lancamento'),
    destino=ref('teds_resumo'),
    medidas=[
        ['valor_empenhado', 'linha.valor_empenhado', 'coalesce(linha.valor_empenhado, 0) + linha.valor_empenhado_baixa']
    ]
) }}
union all
{{ conciliacao(
    juncao='transferencias_resumo',
    origem=ref('transferencias_detalhamento'),
    destino=ref('transferencias_resumo'),
    medidas=[
        ['valor_previsto', 'case when not linha.registro_removido then linha.valor_previsto end', 'linha.valor_previsto'],
        'valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_empenhado_nao_classificado'
    ]
) }}
