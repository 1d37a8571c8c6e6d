{{ config(
    indexes=por_filtro(['codigo_plano_acao'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['id_plano_acao']}, {'columns': ['orgao_chave', 'encerrada_sem_parecer']}])
) }}
with etapas as (
    select id_meta, count(*) as qtd_etapas, sum(valor_total) as valor_etapas
    from {{ ref('plano_acao_etapa') }}
    where _deleted_at is null
    group by id_meta
),

pareceres as (
    select id_plano_acao, max(data) as data_ultimo_parecer
    from {{ ref('plano_acao_parecer') }}
    where _deleted_at is null
    group by id_plano_acao
)

select
    s.orgao_chave || '/' || m.id_meta as chave_linha,
    s.orgao_chave,
    m.id_meta,
    m.id_plano_acao,
    p.codigo_plano_acao,
    s.tipo_fluxo,
    p.situacao,
    m.numero,
    m.nome,
    m.descricao,
    m.unidade_medida,
    m.quantidade,
    m.valor_unitario,
    m.valor_total,
    cast(coalesce(e.qtd_etapas, 0) as integer) as qtd_etapas,
    cast(e.valor_etapas as numeric(18, 2)) as valor_etapas,
    m.vigencia_inicio,
    m.vigencia_fim,
    coalesce(m.vigencia_fim < s.data_referencia, false) as encerrada,
    a.data_ultimo_parecer,
    coalesce(
        m.vigencia_fim < s.data_referencia and p.situacao <> 'cancelado' and coalesce(a.data_ultimo_parecer < m.vigencia_fim, true), false
    ) as encerrada_sem_parecer,
    s.data_referencia,
    s.dado_ate,
    s.atualizado_em
from {{ ref('plano_acao_meta') }} as m
inner join {{ ref('ted_posicao') }} as s on m.id_plano_acao = s.id_plano_acao
left join {{ ref('plano_acao') }} as p on m.id_plano_acao = p.id_plano_acao
left join etapas as e on m.id_meta = e.id_meta
left join pareceres as a on m.id_plano_acao = a.id_plano_acao
where m._deleted_at is null
