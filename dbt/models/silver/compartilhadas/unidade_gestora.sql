-- Units seen in contracts, in the open data of purchases, in SIAFI and in the Treasury's reports, and those of the bodies
-- themselves; each attribute comes from the most trusted place that has it.
with vistas as (
    select
        ug_codigo,
        ug_nome,
        ug_nome_resumido,
        orgao_codigo,
        orgao_nome,
        ug_utiliza_siafi as usa_siafi,
        ug_sisg as usa_sisg,
        1 as preferencia,
        'compras_gov' as origem,
        _ingested_at,
        _run_id,
        _deleted_at
    from {{ ref('contrato_lista') }}
    where ug_codigo is not null
    union all
    select
        ug_origem_codigo, ug_origem_nome, null, orgao_origem_codigo, orgao_origem_nome, null, null, 2, 'compras_gov',
        _ingested_at, _run_id, _deleted_at
    from {{ ref('contrato_lista') }}
    where ug_origem_codigo is not null
    union all
    select
        codigo_uasg, nome_uasg, null, lpad(cast(codigo_orgao as {{ tipo('text') }}), 5, '0'), null, null,
        case when uso_sisg then 'Sim' when not uso_sisg then 'Não' end, 3, 'compras_dados_abertos',
        _ingested_at, _run_id, _deleted_at
    from {{ source('compras_dados_abertos', 'uasg') }}
    where {{ casa('codigo_uasg', '^\\d{6}$') }}
    union all
    select cod_ug, nome, null, cod_orgao, null, 'Sim', null, 4, 'siafi', _ingested_at, _run_id, _deleted_at
    from {{ source('siafi', 'unidades_gestoras') }}
    where {{ casa('cod_ug', '^\\d{6}$') }}
    union all
    select
        ug_executora_codigo, ug_executora_nome, null, orgao_uge_codigo, orgao_uge_nome, null, null, 5, 'tesouro_gerencial',
        _ingested_at, _run_id, _deleted_at
    from {{ ref('execucao_orcamentaria') }}
    where {{ casa('ug_executora_codigo', '^\\d{6}$') }}
    union all
    select ug_codigo, null, null, null, null, null, null, 6, 'orgaos.yaml', null, null, null
    from {{ source('referencia', 'orgao_ug') }}
),

-- Current rows before removed ones, then the newest.
ordenadas as (
    select
        *,
        row_number() over (
            partition by ug_codigo order by preferencia, (_deleted_at is not null), _ingested_at desc nulls last, ug_nome
        ) as ordem
    from vistas
),

reunidas as (
    select
        ug_codigo,
        {%- for atributo in ['ug_nome', 'ug_nome_resumido', 'orgao_codigo', 'orgao_nome', 'usa_siafi', 'usa_sisg'] %}
        {{ preferido(atributo, 'ordem') }} as {{ atributo }},
        {%- endfor %}
        {{ preferido('origem', 'ordem') }} as _fonte,
        max(case when ordem = 1 then _ingested_at end) as _ingested_at,
        max(case when ordem = 1 then _run_id end) as _run_id,
        max(case when ordem = 1 then _deleted_at end) as _deleted_at
    from ordenadas
    group by ug_codigo
),

-- SIAPE tells the unit of a uorg; several uorgs of one unit tell nothing about which of them the unit is.
siape as (
    select
        cod_unidade_siafi as ug_codigo,
        max(cod_siorg) as siorg_codigo
    from {{ source('siape', 'dados_uorg') }}
    where _deleted_at is null and {{ casa('cod_siorg', '^\\d+$') }}
    group by cod_unidade_siafi
    having count(distinct cod_siorg) = 1
),

uasg as (
    select
        codigo_uasg as ug_codigo,
        max(codigo_siorg) as siorg_codigo
    from {{ source('compras_dados_abertos', 'uasg') }}
    where _deleted_at is null and {{ casa('codigo_siorg', '^\\d+$') }}
    group by codigo_uasg
)

select
    u.ug_codigo,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('u.ug_nome') }} as ug_nome,
    {{ texto('u.ug_nome_resumido') }} as ug_nome_resumido,
    u.orgao_codigo,
    {{ texto('u.orgao_nome') }} as orgao_nome,
    {{ sim_nao('u.usa_siafi') }} as usa_siafi,
    {{ sim_nao('u.usa_sisg') }} as usa_sisg,
    coalesce(s.siorg_codigo, a.siorg_codigo) as siorg_codigo,
    case when s.siorg_codigo is not null then 'siape' when a.siorg_codigo is not null then 'uasg' end as siorg_origem,
    orgao_ug.ug_codigo is not null as e_do_orgao,
    u._fonte,
    u._ingested_at,
    u._run_id,
    u._deleted_at,
    {{ lista_vazia() }} as _erros_conversao
from reunidas as u
left join siape as s on u.ug_codigo = s.ug_codigo
left join uasg as a on u.ug_codigo = a.ug_codigo
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on u.ug_codigo = orgao_ug.ug_codigo
