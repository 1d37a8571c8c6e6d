-- Each line of the newest file once, opening balances of restos a pagar included; what left the file is closed in
-- bronze and is not here. No amount in the key: a corrected figure changes its line instead of adding another.
with linhas as (
    select
        n.*,
        {{ codigo_sentinela('n.ne_ccor') }} as documento,
        {{ dinheiro_br('n.despesas_empenhadas') }} as empenhado,
        {{ dinheiro_br('n.despesas_liquidadas') }} as liquidado,
        {{ dinheiro_br('n.despesas_pagas') }} as pago,
        {{ dinheiro_br('n.restos_a_pagar_inscritos') }} as rp_inscrito,
        {{ dinheiro_br('n.restos_a_pagar_pagos') }} as rp_pago,
        {{ lancamento_data('n.emissao_dia') }} as dia,
        {{ mes_br('n.emissao_mes') }} as mes
    from {{ source('tesouro_gerencial', 'notas_empenho') }} as n
    where n._deleted_at is null
),

-- What only the longer layouts bring, when it is one and the same in every line of the note.
acoes as (
    select
        ne_ccor,
        max({{ codigo_sentinela('programa_governo') }}) as programa_codigo,
        max({{ codigo_sentinela('acao_governo') }}) as acao_codigo
    from {{ source('tesouro_gerencial', 'notas_empenho_24') }}
    where _deleted_at is null
    group by ne_ccor
    having count(distinct acao_governo) = 1
),

emendas as (
    select
        ne_ccor,
        max({{ texto('autor_emendas_orcamento_descricao') }}) as emenda_autor,
        max({{ codigo_sentinela('uf_pt') }}) as uf,
        max({{ texto('municipio_pt') }}) as municipio
    from {{ source('tesouro_gerencial', 'notas_empenho_emendas_38') }}
    where _deleted_at is null
    group by ne_ccor
    having count(distinct autor_emendas_orcamento_descricao) = 1 and count(distinct municipio_pt) <= 1
)

select
    md5(concat_ws(
        '|', n.assunto, n.ne_ccor, n.ne_ccor_ano_emissao, n.emissao_mes, n.emissao_dia, n.natureza_despesa, n.ptres,
        n.fonte_recursos_detalhada, n.doc_observacao, n.ne_ccor_favorecido_mascara, n.ne_ccor_favorecido_pseudonimo,
        cast(n.ordem as text)
    )) as linha_id,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    substring(n.documento from '^\d{15}NE\d{6}$') as ne,
    substring(n.documento from '\d{4}NE\d{6}$') as ne_curta,
    substring(n.documento from '^(\d{6})\d{9}NE\d{6}$') as ug_codigo,
    cast(substring(n.ne_ccor_ano_emissao from '^\d{4}$') as integer) as ne_ano_emissao,
    n.dia as data_lancamento,
    coalesce(cast(date_trunc('month', n.dia) as date), n.mes) as competencia,
    cast(extract(year from coalesce(n.dia, n.mes)) as integer) as exercicio,
    coalesce({{ lancamento_tipo('n.emissao_dia') }}, 'movimento') as tipo_linha,
    {{ fornecedor_chave('cast(null as text)', codigo_sentinela('n.ne_ccor_favorecido_mascara'), 'n.ne_ccor_favorecido_pseudonimo') }}
        as fornecedor_chave,
    {{ natureza_codigo('n.natureza_despesa') }} as natureza_codigo,
    {{ codigo_sentinela('n.ptres') }} as ptres,
    {{ codigo_ausencia('n.ptres', tesouro=true) }} as ptres_ausencia,
    {{ codigo_sentinela('n.fonte_recursos_detalhada') }} as fonte_codigo,
    a.programa_codigo,
    a.acao_codigo,
    e.emenda_autor,
    e.uf,
    e.municipio,
    {{ processo_nup(codigo_sentinela('n.ne_num_processo')) }} as processo_nup,
    substring(n.ne_info_complementar from '^\d{17}') as compra_id17,
    {{ sem_cpf(texto(codigo_sentinela('n.ne_ccor_descricao'))) }} as ne_descricao,
    {{ sem_cpf(texto('n.doc_observacao')) }} as observacao,
    n.empenhado as valor_empenhado,
    n.liquidado as valor_liquidado,
    n.pago as valor_pago,
    n.rp_inscrito as valor_rp_inscrito,
    n.rp_pago as valor_rp_pago,
    {{ colunas_tecnicas('n', 'tesouro_gerencial') }},
    {{ erros_conversao([
        ('ne', 'n.documento', "substring(n.documento from '^\\d{15}NE\\d{6}$')"),
        ('data_lancamento', 'n.emissao_dia', 'n.dia'),
        ('natureza_codigo', codigo_sentinela('n.natureza_despesa'), natureza_codigo('n.natureza_despesa')),
        ('valor_empenhado', 'n.despesas_empenhadas', 'n.empenhado'),
        ('valor_liquidado', 'n.despesas_liquidadas', 'n.liquidado'),
        ('valor_pago', 'n.despesas_pagas', 'n.pago'),
        ('valor_rp_inscrito', 'n.restos_a_pagar_inscritos', 'n.rp_inscrito'),
        ('valor_rp_pago', 'n.restos_a_pagar_pagos', 'n.rp_pago'),
    ]) }} as _erros_conversao
from linhas as n
left join acoes as a on n.ne_ccor = a.ne_ccor
left join emendas as e on n.ne_ccor = e.ne_ccor
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on substring(n.documento from '^(\d{6})\d{9}NE\d{6}$') = orgao_ug.ug_codigo
