-- U3 to U5, each over what the rules before it left; a name repeated on either side decides nothing.
with livres as (
    select *
    from {{ ref('unidade_comparavel') }}
    where (lado = 'siape' and unidade not in (select uorg_id from {{ ref('unidade_par') }}))
        or (lado = 'siorg' and unidade not in (select siorg_codigo from {{ ref('unidade_par') }}))
),

com_sigla as (
    select *, count(*) over (partition by lado, orgao_chave, sigla) as repeticoes
    from livres
),

por_sigla as (
    select u.unidade as uorg_id, s.unidade as siorg_codigo, 'sigla ' || u.sigla as evidencia
    from com_sigla as u
    inner join com_sigla as s on u.orgao_chave = s.orgao_chave and u.sigla = s.sigla and s.lado = 'siorg' and s.repeticoes = 1
    where u.lado = 'siape' and u.repeticoes = 1
),

com_nome as (
    select *, count(*) over (partition by lado, orgao_chave, nome) as repeticoes
    from livres
    where unidade not in (select uorg_id from por_sigla) and unidade not in (select siorg_codigo from por_sigla)
),

por_nome as (
    select u.unidade as uorg_id, s.unidade as siorg_codigo, 'nome ' || u.nome as evidencia
    from com_nome as u
    inner join com_nome as s
        on u.orgao_chave = s.orgao_chave and u.nome = s.nome and u.uf = s.uf and s.lado = 'siorg' and s.repeticoes = 1
    where u.lado = 'siape' and u.repeticoes = 1
),

sobras as (
    select * from com_nome
    where unidade not in (select uorg_id from por_nome) and unidade not in (select siorg_codigo from por_nome)
),

-- Similarity without an extension to ask the server's owner for: shared trigrams over all trigrams of both names.
trigramas as (
    select distinct lado, orgao_chave, unidade, substr('  ' || nome || ' ', i, 3) as trigrama
    from sobras
    cross join {{ inteiros(1, 200, 'i', 'posicoes') }}
    where i <= length(nome) + 1
),

contados as (
    select *, count(*) over (partition by lado, unidade) as total
    from trigramas
),

semelhantes as (
    select
        u.unidade as uorg_id,
        s.unidade as siorg_codigo,
        {{ em_numero('count(*)') }} / (min(u.total) + min(s.total) - count(*)) as semelhanca
    from contados as u
    inner join contados as s on u.orgao_chave = s.orgao_chave and u.trigrama = s.trigrama and s.lado = 'siorg'
    where u.lado = 'siape' and u.total between 0.9 * s.total and s.total / 0.9
    group by u.unidade, s.unidade
    having count(*) >= 0.9 * (min(u.total) + min(s.total) - count(*))
),

por_semelhanca as (
    select
        *,
        count(*) over (partition by uorg_id) as candidatos_siorg,
        count(*) over (partition by siorg_codigo) as candidatos_siape
    from semelhantes
),

similares as (
    select uorg_id, siorg_codigo, 'semelhança ' || round(semelhanca, 2) as evidencia
    from por_semelhanca
    where candidatos_siorg = 1 and candidatos_siape = 1
),

pares as (
    select uorg_id, siorg_codigo, 'U3_sigla' as regra_codigo, evidencia, 1 as qtd_candidatos from por_sigla
    union all
    select uorg_id, siorg_codigo, 'U4_nome', evidencia, 1 from por_nome
    union all
    select uorg_id, siorg_codigo, 'U5_similar', evidencia, 1 from similares
    union all
    select u.unidade as uorg_id, s.unidade as siorg_codigo, 'U8_ambigua', null, 1
    from sobras as u
    inner join sobras as s on u.orgao_chave = s.orgao_chave and (u.sigla = s.sigla or u.nome = s.nome) and s.lado = 'siorg'
    where u.lado = 'siape'
        and u.unidade not in (select uorg_id from similares)
        and s.unidade not in (select siorg_codigo from similares)
)

select
    l.orgao_chave,
    pares.*
from pares
left join livres as l on pares.uorg_id = l.unidade and l.lado = 'siape'
