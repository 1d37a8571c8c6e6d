-- R02: one root per body that SIORG answered for; every unit in force hangs from it, without cycle, under a parent in force.
with vigentes as (
    select * from {{ ref('unidade_organizacional') }} where _deleted_at is null
)

select u.orgao_chave, u.siorg_codigo, u.siorg_pai, 'sem caminho até a raiz ou superior ausente' as motivo
from vigentes as u
left join vigentes as pai on u.siorg_pai = pai.siorg_codigo
where u.nivel is null or (u.nivel > 0 and pai.siorg_codigo is null)
union all
select orgao_chave, null, null, 'não há exatamente uma raiz'
from vigentes
group by orgao_chave
having {{ filtrado('count(*)', 'nivel = 0') }} <> 1
