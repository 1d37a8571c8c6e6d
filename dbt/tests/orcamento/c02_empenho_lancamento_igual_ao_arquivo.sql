-- C02, T13, T15, T16, T17: the lines in silver are those of the current file, one by one, and their amounts add up to the
-- same (a sum of nothing is compared as nothing); the file's own total was compared with its lines when it was read.
with bronze as (
    select
        count(*) as linhas,
        sum({{ dinheiro_br('n.despesas_empenhadas') }}) as empenhado,
        sum({{ dinheiro_br('n.despesas_liquidadas') }}) as liquidado,
        sum({{ dinheiro_br('n.despesas_pagas') }}) as pago,
        sum({{ dinheiro_br('n.restos_a_pagar_inscritos') }}) as rp_inscrito,
        sum({{ dinheiro_br('n.restos_a_pagar_pagos') }}) as rp_pago
    from {{ source('tesouro_gerencial', 'notas_empenho') }} as n
    where n._deleted_at is null
),

silver as (
    select
        count(*) as linhas,
        sum(valor_empenhado) as empenhado,
        sum(valor_liquidado) as liquidado,
        sum(valor_pago) as pago,
        sum(valor_rp_inscrito) as rp_inscrito,
        sum(valor_rp_pago) as rp_pago
    from {{ ref('empenho_lancamento') }}
)

select
    b.linhas as em_bronze,
    s.linhas as em_silver,
    b.empenhado,
    s.empenhado as empenhado_silver
from bronze as b
cross join silver as s
where {{ difere('b', 's', ['linhas', 'empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago']) }}
