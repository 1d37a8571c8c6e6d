-- C16: the products of one page agree on what is in force.
with contagens as (
    select
        (select count(*) from {{ ref('contratos_resumo') }} where vigente) as resumo,
        (select count(*) from {{ ref('contratos_vencimentos') }} where vigente) as vencimentos,
        (
            select coalesce(sum(qtd_vigentes), 0) from {{ ref('contratos_por_categoria') }}
            where ano = extract(year from data_referencia)
        ) as categorias,
        (select count(distinct contrato_id) from {{ ref('contratos_responsaveis') }}) as responsaveis
)

select * from contagens
where resumo <> vencimentos or resumo <> categorias or resumo <> responsaveis
