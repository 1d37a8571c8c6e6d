-- C14: the items of a financial programming add up to its lines in the Treasury, once both know it.
{{ config(severity='warn') }}
with itens as (
    select f.ug_emitente, f.pf_curta, sum(i.valor) as valor
    from {{ ref('programacao_financeira') }} as f
    inner join {{ ref('programacao_financeira_item') }} as i on f.id_programacao = i.id_programacao
    where f.pf_curta is not null
    group by f.ug_emitente, f.pf_curta
),

linhas as (
    select ug_emitente, pf_curta, abs(sum(valor)) as valor
    from (
        select linha_fonte_id, min(ug_emitente) as ug_emitente, min(pf_curta) as pf_curta, min(valor) as valor
        from {{ ref('programacao_financeira_lancamento') }}
        group by linha_fonte_id
    ) as l
    group by ug_emitente, pf_curta
)

select i.ug_emitente, i.pf_curta, i.valor as no_transferegov, l.valor as no_tesouro
from itens as i
inner join linhas as l on i.ug_emitente = l.ug_emitente and i.pf_curta = l.pf_curta
where i.valor is distinct from l.valor
