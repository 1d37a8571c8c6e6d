-- Units seen in contracts (current and origin) and those of the bodies themselves; the current role names a unit first.
with vistas as (
    select
        ug_codigo,
        ug_nome,
        ug_nome_resumido,
        orgao_codigo,
        orgao_nome,
        ug_utiliza_siafi,
        ug_sisg,
        1 as preferencia,
        _ingested_at,
        _run_id,
        _deleted_at
    from {{ ref('contrato_lista') }}
    where ug_codigo is not null
    union all
    select
        ug_origem_codigo,
        ug_origem_nome,
        null,
        orgao_origem_codigo,
        orgao_origem_nome,
        null,
        null,
        2,
        _ingested_at,
        _run_id,
        _deleted_at
    from {{ ref('contrato_lista') }}
    where ug_origem_codigo is not null
    union all
    select
        ug_codigo,
        null,
        null,
        null,
        null,
        null,
        null,
        3,
        null,
        null,
        null
    from {{ source('referencia', 'orgao_ug') }}
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by ug_codigo order by preferencia, (_deleted_at is not null), _ingested_at desc nulls last
        ) as n
    from vistas
)

select
    u.ug_codigo,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('u.ug_nome') }} as ug_nome,
    {{ texto('u.ug_nome_resumido') }} as ug_nome_resumido,
    u.orgao_codigo,
    {{ texto('u.orgao_nome') }} as orgao_nome,
    {{ sim_nao('u.ug_utiliza_siafi') }} as usa_siafi,
    {{ sim_nao('u.ug_sisg') }} as usa_sisg,
    orgao_ug.ug_codigo is not null as e_do_orgao,
    case when u.preferencia = 3 then 'orgaos.yaml' else 'compras_gov' end as _fonte,
    u._ingested_at,
    u._run_id,
    u._deleted_at,
    cast(array[] as text []) as _erros_conversao
from escolhidas as u
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on u.ug_codigo = orgao_ug.ug_codigo
where u.n = 1
