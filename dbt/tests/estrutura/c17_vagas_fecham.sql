-- C17, T78: previstas = ocupadas + livres in every line, and the posts of all lines are the posts that exist.
with linhas as (
    select 'linha' as motivo, orgao_chave, siorg_codigo, vagas_previstas as esperado, vagas_ocupadas + vagas_livres as achado
    from {{ ref('vagas_por_unidade') }}
    where vagas_previstas <> vagas_ocupadas + vagas_livres or vagas_livres < 0
        or vagas_ocupadas <> vagas_ocupadas_ambos + vagas_ocupadas_so_siorg + vagas_ocupadas_so_siape
),

totais as (
    select
        (select count(distinct instancia_codigo) from {{ ref('posto') }} where _deleted_at is null) as postos,
        (select coalesce(sum(vagas_previstas), 0) from {{ ref('vagas_por_unidade') }}) as em_vagas,
        (select coalesce(sum(postos), 0) from {{ ref('estrutura_organizacional') }}) as na_arvore
)

select * from linhas
union all
select 'total', null, null, postos, em_vagas from totais where postos <> em_vagas
union all
select 'total na árvore', null, null, postos, na_arvore from totais where postos <> na_arvore
