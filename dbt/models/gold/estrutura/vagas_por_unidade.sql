{{ config(indexes=por_filtro(['orgao_chave', 'unidade_sigla'])) }}
-- The post counts once, whatever the cargo of who holds it; who has the function and no post found is another column.
with referencia as (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('data_referencia') }}
    where fonte in ('siorg', 'siape')
),

contadas as (
    select
        orgao_chave,
        coalesce(siorg_codigo, 'nao_identificada') as siorg_codigo,
        funcao_canonica,
        count(instancia_codigo) as previstas,
        {{ filtrado('count(instancia_codigo)', "evidencia_ocupacao <> 'nenhuma'") }} as ocupadas,
        {{ filtrado('count(instancia_codigo)', "evidencia_ocupacao = 'ambos'") }} as ocupadas_ambos,
        {{ filtrado('count(instancia_codigo)', "evidencia_ocupacao = 'so_siorg'") }} as ocupadas_so_siorg,
        {{ filtrado('count(instancia_codigo)', "evidencia_ocupacao = 'so_siape'") }} as ocupadas_so_siape,
        {{ filtrado('count(*)', 'instancia_codigo is null') }} as nao_pareados
    from {{ ref('posto_ocupacao') }}
    group by orgao_chave, coalesce(siorg_codigo, 'nao_identificada'), funcao_canonica
),

no_siape as (
    select orgao_chave, funcao_canonica, vagas_livres + vagas_ocupadas as vagas
    from {{ ref('vaga_orgao') }}
)

select
    c.orgao_chave,
    c.siorg_codigo,
    c.funcao_canonica,
    u.nome as unidade_nome,
    u.sigla as unidade_sigla,
    u.caminho_siglas,
    cast(c.previstas as integer) as vagas_previstas,
    cast(c.ocupadas as integer) as vagas_ocupadas,
    cast(c.ocupadas_ambos as integer) as vagas_ocupadas_ambos,
    cast(c.ocupadas_so_siorg as integer) as vagas_ocupadas_so_siorg,
    cast(c.ocupadas_so_siape as integer) as vagas_ocupadas_so_siape,
    cast(c.previstas - c.ocupadas as integer) as vagas_livres,
    cast({{ maior(['c.previstas - c.ocupadas - c.nao_pareados', 0]) }} as integer) as vagas_livres_minimo,
    cast(c.nao_pareados as integer) as ocupantes_nao_pareados,
    {{ fracao('cast(c.ocupadas as numeric)', 'c.previstas') }} as pct_ocupacao,
    cast(sum(c.previstas) over (partition by c.orgao_chave, c.funcao_canonica) - s.vagas as integer) as diferenca_siorg_siape_funcao,
    coalesce(p.confianca, 'nenhuma') as confianca_unidade,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from contadas as c
cross join referencia as r
left join {{ ref('unidade_organizacional') }} as u on c.siorg_codigo = u.siorg_codigo
left join {{ ref('unidade_correlacao') }} as p on c.siorg_codigo = p.siorg_codigo
left join no_siape as s on c.orgao_chave = s.orgao_chave and c.funcao_canonica = s.funcao_canonica
