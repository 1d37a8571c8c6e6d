-- O1 to O4: a post and the bond that occupies it, one to one. Posts and people that no rule joins are not paired by order.
with ocupantes as (
    select
        v.orgao_chave,
        v.pessoa_id,
        v.orgao_codigo,
        v.matricula_siape,
        v.funcao_canonica,
        c.siorg_codigo,
        {{ nome_normalizado('i.nome') }} as nome,
        substr(i.cpf, 4, 6) as cpf_miolo
    from {{ ref('vinculo') }} as v
    left join {{ ref('unidade_correlacao') }} as c
        on coalesce(v.uorg_exercicio_id, v.uorg_lotacao_id) = c.uorg_id and c.confianca in ('manual', 'exata', 'alta', 'media')
    left join {{ ref('pessoa_identidade') }} as i on v.pessoa_id = i.pessoa_id
    where v.ativo and v.funcao_canonica is not null
),

postos as (
    select * from {{ ref('posto') }} where _deleted_at is null
),

nomeados as (
    select
        p.instancia_codigo,
        o.orgao_codigo,
        o.matricula_siape,
        case
            when p.titular_pessoa_id is null then 'O3_mascara_nome'
            when p.funcao_canonica = o.funcao_canonica and p.siorg_codigo = o.siorg_codigo then 'O1_titular_unidade'
            else 'O2_titular'
        end as regra_codigo
    from postos as p
    inner join ocupantes as o
        on p.titular_pessoa_id = o.pessoa_id
            or (p.titular_pessoa_id is null and p.titular_cpf_miolo = o.cpf_miolo and {{ nome_normalizado('p.titular_nome') }} = o.nome)
),

por_posto as (
    select *, row_number() over (partition by instancia_codigo order by regra_codigo, orgao_codigo, matricula_siape) as n
    from nomeados
),

por_ocupante as (
    select *, row_number() over (partition by orgao_codigo, matricula_siape order by regra_codigo, instancia_codigo) as m
    from por_posto
    where n = 1
),

titulares as (
    select * from por_ocupante where m = 1
),

postos_livres as (
    select *, count(*) over (partition by orgao_chave, siorg_codigo, funcao_canonica) as postos_iguais
    from postos
    where instancia_codigo not in (select instancia_codigo from titulares)
),

ocupantes_livres as (
    select *, count(*) over (partition by orgao_chave, siorg_codigo, funcao_canonica) as ocupantes_iguais
    from ocupantes as o
    where not exists (
        select 1 from titulares as t where t.orgao_codigo = o.orgao_codigo and t.matricula_siape = o.matricula_siape
    )
),

pares as (
    select instancia_codigo, orgao_codigo, matricula_siape, regra_codigo from titulares
    union all
    select p.instancia_codigo, o.orgao_codigo, o.matricula_siape, 'O4_unico'
    from postos_livres as p
    inner join ocupantes_livres as o
        on p.orgao_chave = o.orgao_chave and p.siorg_codigo = o.siorg_codigo and p.funcao_canonica = o.funcao_canonica
    where p.postos_iguais = 1 and o.ocupantes_iguais = 1
)

select
    o.orgao_chave,
    o.orgao_codigo,
    o.matricula_siape,
    o.pessoa_id,
    o.funcao_canonica,
    o.siorg_codigo,
    pares.instancia_codigo,
    pares.regra_codigo
from ocupantes as o
left join pares on o.orgao_codigo = pares.orgao_codigo and o.matricula_siape = pares.matricula_siape
