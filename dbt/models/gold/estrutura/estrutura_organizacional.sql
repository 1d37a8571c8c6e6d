{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- The tree of SIORG, then the UORGs that have no sure unit in it, then those who work nowhere known: every active person is
-- in one line, and accumulated counts add what is below.
with referencia as (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('data_referencia') }}
    where fonte in ('siorg', 'siape')
),

pessoas as (
    select
        orgao_chave,
        coalesce(siorg_codigo, 'uorg:' || uorg_id, 'sem_unidade:' || orgao_chave) as unidade_chave,
        count(*) as pessoas
    from {{ ref('forca_trabalho') }}
    where ativo
    group by orgao_chave, coalesce(siorg_codigo, 'uorg:' || uorg_id, 'sem_unidade:' || orgao_chave)
),

postos as (
    select
        siorg_codigo,
        count(*) as postos,
        {{ filtrado('count(*)', "evidencia_ocupacao <> 'nenhuma'") }} as ocupados
    from {{ ref('posto_ocupacao') }}
    where instancia_codigo is not null
    group by siorg_codigo
),

chefes as (
    select u.uorg_id, i.nome
    from {{ ref('uorg') }} as u
    left join {{ ref('pessoa_identidade') }} as i on u.titular_pessoa_id = i.pessoa_id
),

linhas as (
    select
        s.siorg_codigo as unidade_chave, s.orgao_chave, s.siorg_codigo, s.siorg_pai, s.nome, s.sigla, s.tipo, s.nivel,
        s.caminho_siglas, s.caminho_codigos, s.e_folha, s.uf, c.uorg_id, c.regra_codigo, c.confianca,
        case when c.confianca in ('manual', 'exata', 'alta', 'media') then c.uorg_id end as uorg_unida
    from {{ ref('unidade_organizacional') }} as s
    left join {{ ref('unidade_correlacao') }} as c on s.siorg_codigo = c.siorg_codigo
    where s._deleted_at is null
    union all
    select
        'uorg:' || u.uorg_id, u.orgao_chave, null, null, u.nome, u.sigla, 'uorg', null,
        null, {{ lista_de_um("'uorg:' || u.uorg_id") }}, null, u.uf, u.uorg_id, c.regra_codigo, c.confianca, u.uorg_id as uorg_unida
    from {{ ref('uorg') }} as u
    left join {{ ref('unidade_correlacao') }} as c on u.uorg_id = c.uorg_id
    where u._deleted_at is null and coalesce(c.confianca, 'nenhuma') not in ('manual', 'exata', 'alta', 'media')
    union all
    select
        p.unidade_chave, p.orgao_chave, null, null, 'Unidade não informada', null, 'sem_unidade', null,
        null, {{ lista_de_um('p.unidade_chave') }}, null, null, null, 'U9_sem_unidade', 'nenhuma', null
    from pessoas as p
    where left(p.unidade_chave, 12) = 'sem_unidade:' or p.unidade_chave not in (
        select siorg_codigo from {{ ref('unidade_organizacional') }} where _deleted_at is null
        union all
        select 'uorg:' || uorg_id from {{ ref('uorg') }} where _deleted_at is null
    )
),

com_contagens as (
    select
        l.*,
        coalesce(p.pessoas, 0) as pessoas,
        coalesce(o.postos, 0) as postos,
        coalesce(o.ocupados, 0) as ocupados
    from linhas as l
    left join pessoas as p on l.unidade_chave = p.unidade_chave
    left join postos as o on l.siorg_codigo = o.siorg_codigo
),

acumuladas as (
    select
        acima.unidade_chave,
        sum(abaixo.pessoas) as pessoas,
        sum(abaixo.postos) as postos,
        sum(abaixo.ocupados) as ocupados
    from com_contagens as acima
    inner join com_contagens as abaixo
        on {{ contem('abaixo.caminho_codigos', 'acima.unidade_chave') }} or acima.unidade_chave = abaixo.unidade_chave
    group by acima.unidade_chave
)

select
    c.unidade_chave,
    c.orgao_chave,
    c.siorg_codigo,
    c.siorg_pai,
    c.nome,
    c.sigla,
    c.tipo,
    c.nivel,
    c.caminho_siglas,
    c.e_folha,
    c.uf,
    c.uorg_id,
    c.regra_codigo,
    c.confianca,
    coalesce(c.regra_codigo, 'U9_so_siorg') in ('U5_similar', 'U8_ambigua', 'U9_so_siorg', 'U9_so_siape', 'U9_sem_unidade') as sem_correspondencia,
    chefes.nome as chefe_nome,
    cast(c.pessoas as integer) as pessoas,
    cast(a.pessoas as integer) as pessoas_acumuladas,
    cast(c.postos as integer) as postos,
    cast(a.postos as integer) as postos_acumulados,
    cast(c.ocupados as integer) as postos_ocupados,
    cast(a.ocupados as integer) as postos_ocupados_acumulados,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from com_contagens as c
inner join acumuladas as a on c.unidade_chave = a.unidade_chave
cross join referencia as r
left join chefes on c.uorg_unida = chefes.uorg_id
