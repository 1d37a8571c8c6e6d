-- The units in force of both systems, with acronym and name normalised by the same functions.
select
    'siorg' as lado,
    u.siorg_codigo as unidade,
    u.orgao_chave,
    u.siorg_pai as pai,
    u.siorg_codigo,
    {{ sigla_normalizada('u.sigla', 'o.sigla') }} as sigla,
    {{ nome_normalizado('u.nome') }} as nome,
    u.uf,
    u._ingested_at
from {{ ref('unidade_organizacional') }} as u
left join {{ source('referencia', 'orgao') }} as o on u.orgao_chave = o.orgao_chave
where u._deleted_at is null
union all
select
    'siape',
    u.uorg_id,
    u.orgao_chave,
    u.uorg_pai_id,
    u.siorg_codigo,
    {{ sigla_normalizada('u.sigla', 'o.sigla') }},
    {{ nome_normalizado('coalesce(u.nome_extendido, u.nome)') }},
    u.uf,
    u._ingested_at
from {{ ref('uorg') }} as u
left join {{ source('referencia', 'orgao') }} as o on u.orgao_chave = o.orgao_chave
where u._deleted_at is null and u.uorg_id is not null
