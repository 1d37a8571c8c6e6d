-- A row per post, occupied or not, and a row per person whose post was not found; O9 counts them and pairs nobody.
with pares as (
    select * from {{ ref('posto_par') }}
),

procura as (
    select orgao_chave, siorg_codigo, funcao_canonica, count(*) as ocupantes
    from pares
    where instancia_codigo is null
    group by orgao_chave, siorg_codigo, funcao_canonica
),

oferta as (
    select p.orgao_chave, p.siorg_codigo, p.funcao_canonica, count(*) as postos
    from {{ ref('posto') }} as p
    left join pares on p.instancia_codigo = pares.instancia_codigo
    where p._deleted_at is null and pares.instancia_codigo is null
    group by p.orgao_chave, p.siorg_codigo, p.funcao_canonica
),

linhas as (
    select
        p.orgao_chave,
        p.instancia_codigo,
        pares.orgao_codigo,
        pares.matricula_siape,
        pares.pessoa_id,
        p.siorg_codigo,
        p.funcao_canonica,
        pares.siorg_codigo as siorg_ocupante,
        pares.funcao_canonica as funcao_ocupante,
        coalesce(pares.regra_codigo, 'O9_contagem') as regra_codigo,
        p.ocupado_siorg,
        case when pares.instancia_codigo is not null then 1 else coalesce(procura.ocupantes, 0) end as qtd_candidatos
    from {{ ref('posto') }} as p
    left join pares on p.instancia_codigo = pares.instancia_codigo
    left join procura
        on p.orgao_chave = procura.orgao_chave and p.siorg_codigo = procura.siorg_codigo and p.funcao_canonica = procura.funcao_canonica
    where p._deleted_at is null
    union all
    select
        pares.orgao_chave,
        null,
        pares.orgao_codigo,
        pares.matricula_siape,
        pares.pessoa_id,
        pares.siorg_codigo,
        pares.funcao_canonica,
        pares.siorg_codigo as siorg_ocupante,
        pares.funcao_canonica as funcao_ocupante,
        'O9_contagem',
        null,
        coalesce(oferta.postos, 0)
    from pares
    left join oferta
        on pares.orgao_chave = oferta.orgao_chave and pares.siorg_codigo = oferta.siorg_codigo
            and pares.funcao_canonica = oferta.funcao_canonica
    where pares.instancia_codigo is null
)

select
    coalesce('posto:' || instancia_codigo, 'vinculo:' || orgao_codigo || '/' || matricula_siape) as ocupacao_chave,
    orgao_chave,
    instancia_codigo,
    orgao_codigo,
    matricula_siape,
    pessoa_id,
    siorg_codigo,
    funcao_canonica,
    regra_codigo,
    cast(substr(regra_codigo, 2, 1) as integer) as regra_ordem,
    case substr(regra_codigo, 1, 2) when 'O1' then 'exata' when 'O2' then 'alta' when 'O9' then 'nenhuma' else 'media' end as confianca,
    case when pessoa_id is not null then {{ unidos(['siorg_ocupante', 'funcao_ocupante'], ', ') }} end as evidencia,
    cast(qtd_candidatos as integer) as qtd_candidatos,
    case when instancia_codigo is not null and pessoa_id is not null then not coalesce(siorg_codigo = siorg_ocupante, false) end
        as unidade_divergente,
    case when instancia_codigo is not null and pessoa_id is not null then funcao_canonica <> funcao_ocupante end
        as funcao_divergente,
    case
        when instancia_codigo is null then null
        when coalesce(ocupado_siorg, false) and pessoa_id is not null then 'ambos'
        when coalesce(ocupado_siorg, false) then 'so_siorg'
        when pessoa_id is not null then 'so_siape'
        else 'nenhuma'
    end as evidencia_ocupacao
from linhas
