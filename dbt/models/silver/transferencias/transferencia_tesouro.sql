-- What the Treasury says of the commitments of a plan: by the whole key, or by unit and number when only one note has
-- them. A note that several plans declare is nobody's.
with notas as (
    select
        ne,
        substr(ne, 1, 6) as ug,
        ne_curta,
        sum(valor_empenhado) as empenhado,
        sum(valor_liquidado) as liquidado,
        sum(coalesce(valor_pago, 0) + coalesce(valor_rp_pago, 0)) as pago
    from {{ ref('empenho_lancamento') }}
    where ne is not null
    group by ne, ne_curta
),

unicas as (
    select ug, ne_curta
    from notas
    group by ug, ne_curta
    having count(*) = 1
),

candidatas as (
    select e.plano_chave, n.ne
    from {{ ref('transferencia_empenho') }} as e
    inner join notas as n on e.ne = n.ne
    where e.plano_chave is not null and e._deleted_at is null
    union all
    select e.plano_chave, n.ne
    from {{ ref('transferencia_empenho') }} as e
    inner join unicas as u on e.ug_emitente = u.ug and e.ne_curta = u.ne_curta
    inner join notas as n on u.ug = n.ug and u.ne_curta = n.ne_curta
    where e.ne is null and e.plano_chave is not null and e._deleted_at is null
),

de_um_plano as (
    select ne, min(plano_chave) as plano_chave
    from candidatas
    group by ne
    having count(distinct plano_chave) = 1
)

select
    d.plano_chave,
    cast(count(*) as integer) as qtd_notas,
    cast(sum(n.empenhado) as numeric(18, 2)) as valor_empenhado,
    cast(sum(n.liquidado) as numeric(18, 2)) as valor_liquidado,
    cast(sum(n.pago) as numeric(18, 2)) as valor_pago_total
from de_um_plano as d
inner join notas as n on d.ne = n.ne
group by d.plano_chave
