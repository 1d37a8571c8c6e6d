{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ separa_faturas() }}",
    indexes=[{'columns': ['fatura_id', 'ordem'], 'unique': true}]
) }}
-- The months an invoice refers to. Whatever the list says, the rows of an invoice add up to its gross amount:
-- what the list lacks is a row 'residuo', what has no list is one row of unknown month.
with listadas as (
    select
        f.id as fatura_id,
        cast(lista.ordem as integer) as ordem,
        {{ mes_ano(json_texto('lista.item', 'mesref'), json_texto('lista.item', 'anoref')) }} as competencia,
        {{ dinheiro_br(json_texto('lista.item', 'valorref')) }} as valor
    from {{ source('compras_gov', 'faturas') }} as f
    {{ a_refazer('f') }}
    cross join {{ elementos('f.dados_referencia') }}
),

somas as (
    select
        fatura_id,
        sum(valor) as valor,
        max(ordem) as ultima_ordem
    from listadas
    group by fatura_id
),

linhas as (
    select
        fatura_id,
        ordem,
        competencia,
        case when competencia is null then 'desconhecida' else 'referencia' end as competencia_origem,
        valor
    from listadas
    union all
    select
        f.fatura_id,
        s.ultima_ordem + 1 as ordem,
        null as competencia,
        'residuo' as competencia_origem,
        f.valor - coalesce(s.valor, 0) as valor
    from {{ ref('fatura') }} as f
    inner join somas as s on f.fatura_id = s.fatura_id and f.valor <> coalesce(s.valor, 0)
    union all
    select
        f.fatura_id,
        1 as ordem,
        f.competencia,
        f.competencia_origem,
        f.valor
    from {{ ref('fatura') }} as f
    left join somas as s on f.fatura_id = s.fatura_id
    {{ a_refazer('f', 'fatura_id') }}
    where s.fatura_id is null
)

select
    l.fatura_id,
    l.ordem,
    f.contrato_id,
    f.orgao_chave,
    l.competencia,
    l.competencia_origem,
    cast(l.valor as numeric(18, 2)) as valor,
    f._fonte,
    f._ingested_at,
    f._run_id,
    f._deleted_at,
    case when f.valor is null then f._erros_conversao else {{ lista_vazia() }} end as _erros_conversao
from linhas as l
inner join {{ ref('fatura') }} as f on l.fatura_id = f.fatura_id -- each line has exactly one header
-- depends_on: {{ ref('contrato_lista') }}
