{{ config(indexes=por_filtro(['cargo', 'orgao_chave', 'uf'])) }}
-- Three crossed dimensions at most, none of them gender or race. What pessoas_por_uf hides stays hidden here, or the
-- difference between the two would tell it.
with contadas as (
    select
        f.orgao_chave,
        cast({{ mes_de('f.data_referencia') }} as date) as competencia,
        coalesce(f.cargo, 'Não informado') as cargo,
        f.situacao_grupo,
        coalesce(uf.uf, 'Não informado') as uf,
        coalesce(u.suprimido, true) as uf_suprimida,
        cast(count(*) as integer) as quantidade,
        f.data_referencia,
        f.dado_ate,
        f.atualizado_em
    from {{ ref('forca_trabalho') }} as f
    left join {{ ref('uf') }} as uf on f.uf = uf.uf
    left join {{ ref('pessoas_por_uf') }} as u on f.orgao_chave = u.orgao_chave and coalesce(uf.uf, 'Não informado') = u.uf
    where f.ativo
    group by 1, 2, 3, 4, 5, 6, 8, 9, 10
),

{{ supressao(
    'contadas', [['orgao_chave', 'uf'], ['orgao_chave', 'situacao_grupo'], ['orgao_chave', 'cargo'], ['orgao_chave']],
    parametro('limiar_supressao'), 'cargo, situacao_grupo, uf', ['orgao_chave'], forcar='base.uf_suprimida'
) }}

select
    orgao_chave,
    competencia,
    cargo,
    situacao_grupo,
    uf,
    case when not suprimido then quantidade end as quantidade,
    suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from celulas_protegidas
