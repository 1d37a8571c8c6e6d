{% set ano_da_fatura = "extract(year from data_emissao)" %}
{{ conciliacao(
    juncao='fatura_referencia',
    origem=ref('fatura'),
    destino="(select r.valor, f.orgao_chave, f.data_emissao from " ~ ref('fatura_referencia')
        ~ " as r left join " ~ ref('fatura') ~ " as f on r.fatura_id = f.fatura_id)",
    medidas=['valor'],
    exercicio=ano_da_fatura
) }}
union all
{{ conciliacao(
    juncao='faturas_detalhe',
    origem=ref('fatura'),
    destino=ref('faturas_detalhe'),
    medidas=['valor', 'valor_glosa'],
    exercicio=ano_da_fatura
) }}
union all
{{ conciliacao(
    juncao='execucao_contrato',
    origem=ref('empenho_lancamento'),
    destino=ref('execucao_contrato'),
    medidas=['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'],
    confianca='confianca'
) }}
