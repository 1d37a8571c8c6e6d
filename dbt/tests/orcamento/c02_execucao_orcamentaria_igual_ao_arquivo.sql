-- C02: the cells in silver add up to the current files, per year; no line is lost in the grouping.
with bronze as (
    select
        {{ trecho('v.ano_exercicio', '^\\d{4}$') }} as ano,
        sum({{ dinheiro_br('v.dotacao_inicial') }}) as inicial,
        sum({{ dinheiro_br('v.dotacao_atualizada') }}) as atualizada,
        sum({{ dinheiro_br('v.credito_disponivel') }}) as disponivel,
        sum({{ dinheiro_br('v.despesas_empenhadas') }}) as empenhado,
        sum({{ dinheiro_br('v.despesas_a_liquidar') }}) as a_liquidar,
        sum({{ dinheiro_br('v.despesar_a_pagar') }}) as a_pagar,
        sum({{ dinheiro_br('v.despesas_pagas') }}) as pago,
        sum({{ dinheiro_br('v.restos_a_pagar_inscritos') }}) as rp_inscrito,
        sum({{ dinheiro_br('v.restos_a_pagar_pagos') }}) as rp_pago
    from {{ source('tesouro_gerencial', 'visao_orcamentaria') }} as v
    where v._deleted_at is null
    group by {{ trecho('v.ano_exercicio', '^\\d{4}$') }}
),

silver as (
    select
        cast(ano as {{ tipo('text') }}) as ano,
        sum(valor_dotacao_inicial) as inicial,
        sum(valor_dotacao_atualizada) as atualizada,
        sum(valor_credito_disponivel) as disponivel,
        sum(valor_empenhado) as empenhado,
        sum(valor_a_liquidar) as a_liquidar,
        sum(valor_liquidado_a_pagar) as a_pagar,
        sum(valor_pago) as pago,
        sum(valor_rp_inscrito) as rp_inscrito,
        sum(valor_rp_pago) as rp_pago
    from {{ ref('execucao_orcamentaria') }}
    group by ano
)

select
    coalesce(b.ano, s.ano) as ano,
    b.empenhado as em_bronze,
    s.empenhado as em_silver
from bronze as b
full join silver as s on b.ano = s.ano
where {{ difere('b', 's', [
    'inicial', 'atualizada', 'disponivel', 'empenhado', 'a_liquidar', 'a_pagar', 'pago', 'rp_inscrito', 'rp_pago'
]) }}
