{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ separa_linhas() }}",
    indexes=[{'columns': ['linha_id'], 'unique': true}, {'columns': ['ne']}]
) }}
-- Each line of the newest file once, opening balances of restos a pagar included; what left the file is closed in
-- bronze and is not here. No amount in the key: a corrected figure changes its line instead of adding another.
-- Each expression that is asked for more than once is computed once: `offset 0` keeps a step apart.
with lidas as (
    select
        n.*,
        {{ linha_do_tesouro('n') }} as linha_id,
        {{ codigo_sentinela('n.ne_ccor') }} as documento,
        {{ codigo_sentinela('n.ne_ccor_favorecido_mascara') }} as favorecido,
        {{ natureza_codigo('n.natureza_despesa') }} as natureza_codigo,
        {{ dinheiro_br('n.despesas_empenhadas') }} as empenhado,
        {{ dinheiro_br('n.despesas_liquidadas') }} as liquidado,
        {{ dinheiro_br('n.despesas_pagas') }} as pago,
        {{ dinheiro_br('n.restos_a_pagar_inscritos') }} as rp_inscrito,
        {{ dinheiro_br('n.restos_a_pagar_pagos') }} as rp_pago,
        {{ texto(codigo_sentinela('n.ne_ccor_descricao')) }} as descricao,
        {{ texto('n.doc_observacao') }} as texto_observacao,
        {{ lancamento_data('n.emissao_dia') }} as dia,
        {{ mes_br('n.emissao_mes') }} as mes
    from {{ source('tesouro_gerencial', 'notas_empenho') }} as n
    where n._deleted_at is null
        {%- if is_incremental() %}
        and {{ linha_chegou('n', linhas_desde()) }}
        {%- endif %}
    {{ passo_separado() }} -- noqa: AM09
),

linhas as (
    select
        l.*,
        case when {{ casa('l.documento', '^\\d{15}NE\\d{6}$') }} then l.documento end as ne
    from lidas as l
    {%- if is_incremental() %}
    inner join {{ ref('linha_mudada') }} as m on l.linha_id = m.linha_id
    {%- endif %}
    {{ passo_separado() }} -- noqa: AM09
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
    n.linha_id,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    n.ne,
    case when {{ casa('right(n.documento, 12)', '^\\d{4}NE\\d{6}$') }} then right(n.documento, 12) end as ne_curta,
    left(n.ne, 6) as ug_codigo,
    cast({{ trecho('n.ne_ccor_ano_emissao', '^\\d{4}$') }} as integer) as ne_ano_emissao,
    n.dia as data_lancamento,
    coalesce(cast({{ mes_de('n.dia') }} as date), n.mes) as competencia,
    cast(extract(year from coalesce(n.dia, n.mes)) as integer) as exercicio,
    case when n.dia is not null and {{ aparado('n.emissao_dia') }} like '000/%' then 'abertura_rap' else 'movimento' end as tipo_linha,
    {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 'n.favorecido', 'n.ne_ccor_favorecido_pseudonimo') }} as fornecedor_chave,
    n.natureza_codigo,
    {{ codigo_sentinela('n.ptres') }} as ptres,
    {{ codigo_ausencia('n.ptres', tesouro=true) }} as ptres_ausencia,
    {{ codigo_sentinela('n.fonte_recursos_detalhada') }} as fonte_codigo,
    a.programa_codigo,
    a.acao_codigo,
    e.emenda_autor,
    e.uf,
    e.municipio,
    {{ processo_nup(codigo_sentinela('n.ne_num_processo')) }} as processo_nup,
    case when {{ casa('n.ne_info_complementar', '^\\d{17}') }} then left(n.ne_info_complementar, 17) end as compra_id17,
    {{ sem_cpf('n.descricao') }} as ne_descricao,
    {{ sem_cpf('n.texto_observacao') }} as observacao,
    n.empenhado as valor_empenhado,
    n.liquidado as valor_liquidado,
    n.pago as valor_pago,
    n.rp_inscrito as valor_rp_inscrito,
    n.rp_pago as valor_rp_pago,
    {{ colunas_tecnicas('n', 'tesouro_gerencial') }},
    {{ erros_conversao([
        ('ne', 'n.documento', 'n.ne'),
        ('data_lancamento', 'n.emissao_dia', 'n.dia'),
        ('natureza_codigo', codigo_sentinela('n.natureza_despesa'), 'n.natureza_codigo'),
        ('valor_empenhado', 'n.despesas_empenhadas', 'n.empenhado'),
        ('valor_liquidado', 'n.despesas_liquidadas', 'n.liquidado'),
        ('valor_pago', 'n.despesas_pagas', 'n.pago'),
        ('valor_rp_inscrito', 'n.restos_a_pagar_inscritos', 'n.rp_inscrito'),
        ('valor_rp_pago', 'n.restos_a_pagar_pagos', 'n.rp_pago'),
    ]) }} as _erros_conversao
from linhas as n
left join acoes as a on n.ne_ccor = a.ne_ccor
left join emendas as e on n.ne_ccor = e.ne_ccor
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on left(n.ne, 6) = orgao_ug.ug_codigo
-- depends_on: {{ ref('linha_mudada') }}
