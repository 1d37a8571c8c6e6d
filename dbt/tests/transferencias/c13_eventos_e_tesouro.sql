-- C13: the events of a note add up to its lines in the Treasury, once both know it.
{{ config(severity='warn') }}
with eventos as (
    select n.nc, sum(e.valor_assinado) as valor
    from {{ ref('nota_credito') }} as n
    inner join {{ ref('nota_credito_evento') }} as e on n.id_nota = e.id_nota
    where n.nc is not null
    group by n.nc
),

linhas as (
    select nc, sum(valor_assinado) as valor
    from (
        select linha_fonte_id, min(nc) as nc, min(valor_assinado) as valor_assinado
        from {{ ref('nota_credito_lancamento') }}
        group by linha_fonte_id
    ) as l
    group by nc
)

select e.nc, e.valor as no_transferegov, l.valor as no_tesouro
from eventos as e
inner join linhas as l on e.nc = l.nc
where e.valor is distinct from l.valor
