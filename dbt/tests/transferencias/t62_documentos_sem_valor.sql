-- T62: a credit note or a financial programming that has a number but no line of value: only its header was read.
{{ config(severity='warn') }}
select 'nota_credito' as documento, n.id_nota as id, n.id_plano_acao
from {{ ref('nota_credito') }} as n
left join {{ ref('nota_credito_evento') }} as e on n.id_nota = e.id_nota
where n.nc_curta is not null and n._deleted_at is null and e.id_nota is null
union all
select 'programacao_financeira' as documento, f.id_programacao as id, f.id_plano_acao
from {{ ref('programacao_financeira') }} as f
left join {{ ref('programacao_financeira_item') }} as i on f.id_programacao = i.id_programacao
where f.pf_curta is not null and f._deleted_at is null and i.id_programacao is null
