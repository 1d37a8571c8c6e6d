-- C16: cards, base and tree count the same people; the groups of PES01 add up to it; every occupied post is in PES20.
with bases as (
    select
        orgao_chave,
        count(*) as pessoas,
        {{ filtrado('count(*)', 'ativo') }} as ativos
    from {{ ref('forca_trabalho') }}
    group by orgao_chave
),

cartoes as (
    select
        orgao_chave,
        {{ filtrado('max(valor)', "indicador_codigo = 'PES01'") }} as pessoas,
        {{ filtrado('sum(valor)', "left(indicador_codigo, 6) = 'PES01_'") }} as grupos,
        {{ filtrado('max(valor)', "indicador_codigo = 'PES02'") }} as ativos
    from {{ ref('pessoas_indicadores') }}
    where indicador_codigo <> 'CON24'
    group by orgao_chave
),

arvores as (
    select orgao_chave, sum(pessoas) as ativos from {{ ref('estrutura_organizacional') }} group by orgao_chave
)

select b.*, c.pessoas as cartao, c.grupos, c.ativos as cartao_ativos, a.ativos as na_arvore
from bases as b
full join cartoes as c on b.orgao_chave = c.orgao_chave
left join arvores as a on b.orgao_chave = a.orgao_chave
where b.pessoas is distinct from c.pessoas
    or b.pessoas is distinct from c.grupos
    or b.ativos is distinct from c.ativos
    or b.ativos is distinct from coalesce(a.ativos, 0)
