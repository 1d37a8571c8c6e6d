-- C15, T68, T72, T80: before suppression the situations add up to all persons, and every other dimension (UF included) to
-- PES02; nobody is multiplied or dropped by a join.
with principais as (
    select
        orgao_chave,
        count(*) as pessoas,
        {{ filtrado('count(*)', 'ativo') }} as ativos
    from {{ ref('vinculo_principal') }}
    group by orgao_chave
),

somas as (
    select orgao_chave, dimensao, sum(quantidade) as soma
    from {{ ref('pessoas_contagem') }}
    group by orgao_chave, dimensao
),

esperadas as (
    select p.orgao_chave, d.dimensao, case when d.dimensao = 'situacao' then p.pessoas else p.ativos end as total
    from principais as p
    cross join {{ linhas_constantes('d', ['dimensao'], [
        ["'genero'"], ["'raca_cor'"], ["'faixa_etaria'"], ["'escolaridade'"], ["'situacao'"], ["'jornada'"], ["'classe'"], ["'pgd'"], ["'uf'"]
    ]) }}
)

select e.orgao_chave, e.dimensao, e.total, coalesce(s.soma, 0) as soma
from esperadas as e
full join somas as s on e.orgao_chave = s.orgao_chave and e.dimensao = s.dimensao
where e.total is distinct from coalesce(s.soma, 0)
