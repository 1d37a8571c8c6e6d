{{ config(
    indexes=por_filtro(['exercicio', 'grupo_despesa'], [{'columns': ['orgao_chave', 'competencia', 'grupo_codigo'], 'unique': true}])
) }}
{%- set medidas = ['empenhado', 'empenhado_bruto', 'anulado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] -%}
-- Every month that the reports cover and every group of expense of the body: a month without movement is zero, and months
-- outside the coverage are not here. Balances are of the year so far; RAP that opens the year stands in January.
with linhas as (
    select
        orgao_chave,
        competencia,
        coalesce(substr(natureza_codigo, 2, 1), 'nao_informado') as grupo_codigo,
        sum(valor_empenhado) as empenhado,
        {{ filtrado('sum(valor_empenhado)', 'valor_empenhado > 0') }} as empenhado_bruto,
        -{{ filtrado('sum(valor_empenhado)', 'valor_empenhado < 0') }} as anulado,
        sum(valor_liquidado) as liquidado,
        sum(valor_pago) as pago,
        sum(valor_rp_inscrito) as rp_inscrito,
        sum(valor_rp_pago) as rp_pago
    from {{ ref('empenho_lancamento') }}
    group by orgao_chave, competencia, coalesce(substr(natureza_codigo, 2, 1), 'nao_informado')
),

-- Lines before the first covered month, if a report has any, widen the calendar rather than be lost.
limites as (
    select
        l.orgao_chave,
        {{ menor(['min(c.inicio)', 'min(l.competencia)']) }} as primeiro,
        {{ maior(['cast(' ~ mes_de('min(c.fim)') ~ ' as date)', 'max(l.competencia)']) }} as ultimo
    from linhas as l
    left join {{ ref('cobertura_tesouro') }} as c on l.orgao_chave = c.orgao_chave
    group by l.orgao_chave
),

meses as (
    select
        l.orgao_chave,
        k.competencia,
        g.grupo_codigo
    from limites as l
    inner join (select distinct competencia from {{ ref('calendario') }}) as k on k.competencia between l.primeiro and l.ultimo
    inner join (select distinct orgao_chave, grupo_codigo from linhas) as g on l.orgao_chave = g.orgao_chave
),

valores as (
    select
        m.*,
        extract(year from m.competencia) as ano,
        {%- for medida in medidas %}
        coalesce(v.{{ medida }}, 0) as {{ medida }}{{ "," if not loop.last }}
        {%- endfor %}
    from meses as m
    left join linhas as v on m.orgao_chave = v.orgao_chave and m.competencia = v.competencia and m.grupo_codigo = v.grupo_codigo
),

acumulados as (
    select
        *,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_pago'] %}
        sum({{ medida }}) over (partition by orgao_chave, grupo_codigo, ano order by competencia) as {{ medida }}_acumulado{{ "," if not loop.last }}
        {%- endfor %}
    from valores
)

select
    a.orgao_chave,
    a.competencia,
    {{ data_formatada('a.competencia', 'MM/YYYY') }} as mes_rotulo,
    cast(a.ano as integer) as ano,
    cast(a.ano as integer) as exercicio,
    a.grupo_codigo,
    coalesce(p.rotulo, 'Grupo não informado') as grupo_despesa,
    {%- for medida in medidas %}
    cast(a.{{ medida }} as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_pago'] %}
    cast(a.{{ medida }}_acumulado as numeric(18, 2)) as valor_{{ medida }}_acumulado,
    {%- endfor %}
    cast(a.empenhado_acumulado - a.liquidado_acumulado as numeric(18, 2)) as valor_a_liquidar,
    cast(a.liquidado_acumulado - a.pago_acumulado as numeric(18, 2)) as valor_liquidado_a_pagar,
    cast(a.empenhado_acumulado - a.pago_acumulado as numeric(18, 2)) as valor_nao_pago,
    {%- for medida in ['empenhado', 'liquidado', 'pago'] %}
    cast(b.{{ medida }} as numeric(18, 2)) as valor_{{ medida }}_ano_anterior,
    {%- endfor %}
    cast(b.liquidado_acumulado as numeric(18, 2)) as valor_liquidado_acumulado_ano_anterior,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from acumulados as a
left join acumulados as b
    on a.orgao_chave = b.orgao_chave and a.grupo_codigo = b.grupo_codigo
        and b.competencia = cast({{ desloca('a.competencia', -1, 'year') }} as date)
left join {{ ref('natureza_parte') }} as p on p.parte = 'grupo' and a.grupo_codigo = p.codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
