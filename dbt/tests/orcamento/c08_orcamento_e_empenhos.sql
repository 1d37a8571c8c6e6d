-- C08: what the budget view and the lines of commitments say of one exercício and the same units differs by less than a threshold (0.5 %).
{{ config(severity='warn') }}
with visao as (
    select
        ano,
        ug_executora_codigo as ug_codigo,
        sum(valor_empenhado) as empenhado,
        sum(valor_pago) as pago
    from {{ ref('execucao_orcamentaria') }}
    group by ano, ug_executora_codigo
),

linhas as (
    select
        exercicio as ano,
        ug_codigo,
        sum(valor_empenhado) as empenhado,
        sum(valor_pago) as pago
    from {{ ref('empenho_lancamento') }}
    group by exercicio, ug_codigo
)

select
    v.ano,
    v.ug_codigo,
    v.empenhado,
    l.empenhado as empenhado_nas_linhas,
    v.pago,
    l.pago as pago_nas_linhas
from visao as v
inner join linhas as l on v.ano = l.ano and v.ug_codigo = l.ug_codigo
where abs(v.empenhado - l.empenhado) > {{ parametro('limite_visoes_orcamento') }} * abs(v.empenhado)
    or abs(v.pago - l.pago) > {{ parametro('limite_visoes_orcamento') }} * abs(v.pago)
