{{ config(indexes=por_filtro(['orgao_chave', 'uf'])) }}
-- A fixed list: a UF without people is zero, a small one is hidden, and so is the next smallest when it is alone.
with orgaos as (
    select distinct orgao_chave, competencia, total, data_referencia, dado_ate, atualizado_em
    from {{ ref('pessoas_contagem') }}
    where dimensao = 'uf'
),

ufs as (
    select uf, iso from {{ ref('uf') }}
    union all
    select 'Não informado', null
),

contadas as (
    select
        o.orgao_chave,
        o.competencia,
        u.uf,
        u.iso as uf_iso,
        coalesce(c.quantidade, 0) as quantidade,
        o.total,
        o.data_referencia,
        o.dado_ate,
        o.atualizado_em
    from orgaos as o
    cross join ufs as u
    left join {{ ref('pessoas_contagem') }} as c on o.orgao_chave = c.orgao_chave and c.dimensao = 'uf' and u.uf = c.categoria
),

{{ supressao('contadas', [['orgao_chave']], parametro('limiar_supressao'), 'uf', ['orgao_chave'], rodadas=1) }}

select
    orgao_chave,
    competencia,
    uf,
    uf_iso,
    case when not suprimido then quantidade end as quantidade,
    case when not suprimido then {{ fracao('cast(quantidade as numeric)', 'total') }} end as pct,
    suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from celulas_protegidas
