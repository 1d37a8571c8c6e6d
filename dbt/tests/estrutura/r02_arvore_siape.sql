-- R02: every parent that SIAPE names is a unit in force, and no unit is above itself. The list brings active units only, so
-- a parent that was closed is a matter of the register: it warns.
{{ config(severity='warn') }}
with recursive vigentes as (
    select uorg_id, uorg_pai_id, orgao_chave from {{ ref('uorg') }} where _deleted_at is null
),

subida (uorg_id, acima, passos) as (
    select uorg_id, uorg_pai_id, 1 from vigentes where uorg_pai_id is not null
    union all
    select s.uorg_id, v.uorg_pai_id, s.passos + 1
    from subida as s
    inner join vigentes as v on s.acima = v.uorg_id
    where v.uorg_pai_id is not null and s.acima <> s.uorg_id and s.passos < 100
)

select v.orgao_chave, v.uorg_id, v.uorg_pai_id, 'superior ausente' as motivo
from vigentes as v
left join vigentes as pai on v.uorg_pai_id = pai.uorg_id
where v.uorg_pai_id is not null and pai.uorg_id is null
union all
select distinct v.orgao_chave, v.uorg_id, v.uorg_pai_id, 'ciclo'
from subida as s
inner join vigentes as v on s.uorg_id = v.uorg_id
where s.acima = s.uorg_id
