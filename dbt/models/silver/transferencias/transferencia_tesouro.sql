-- What the Treasury says of the commitments of a plan: by the whole key, or by unit and number when only one note has
-- them. A note that several plans declare is nobody's.
with procuradas as (
    select
        coalesce(substr(ne, 1, 6), ug_emitente) as ug,
        coalesce(substr(ne, 12), ne_curta) as ne_curta
    from {{ ref('transferencia_empenho') }}
    where plano_chave is not null and _deleted_at is null
    group by coalesce(substr(ne, 1, 6), ug_emitente), coalesce(substr(ne, 12), ne_curta)
),

notas as (
    select
        l.ne,
        substr(l.ne, 1, 6) as ug,
        l.ne_curta,
        sum(l.valor_empenhado) as empenhado,
        sum(l.valor_liquidado) as liquidado,
        sum(coalesce(l.valor_pago, 0) + coalesce(l.valor_rp_pago, 0)) as pago
    from {{ ref('empenho_lancamento') }} as l
    inner join procuradas as p on substr(l.ne, 1, 6) = p.ug and l.ne_curta = p.ne_curta
    where l.ne is not null
    group by l.ne, l.ne_curta
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
