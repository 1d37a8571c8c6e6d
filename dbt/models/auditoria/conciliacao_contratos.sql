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
