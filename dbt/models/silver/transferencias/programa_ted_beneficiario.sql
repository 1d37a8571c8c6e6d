-- Read by programme and by the SIORG code of the body: the same row may come both ways.
with listas as (
    select * from {{ source('transferegov_ted', 'programas_beneficiarios') }}
    union all
    select * from {{ source('transferegov_ted', 'programas_beneficiarios_orgao') }}
),

escolhidos as (
    select
        *,
        row_number() over (
            partition by id_beneficiario_programa order by (_deleted_at is not null), _ingested_at desc
        ) as preferencia
    from listas
),

siorgs as (
    select siorg, min(orgao_chave) as orgao_chave
    from {{ source('referencia', 'orgao') }}
    group by siorg
)

select
    b.id_beneficiario_programa,
    b.id_programa,
    coalesce(siorgs.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('b.tx_codigo_siorg') }} as siorg_codigo,
    {{ texto('b.tx_nome_beneficiario') }} as nome,
    cast(b.vl_valor_beneficiario as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('b', 'transferegov_ted') }},
    {{ lista_vazia() }} as _erros_conversao
from escolhidos as b
left join siorgs on {{ texto('b.tx_codigo_siorg') }} = siorgs.siorg
where b.preferencia = 1
