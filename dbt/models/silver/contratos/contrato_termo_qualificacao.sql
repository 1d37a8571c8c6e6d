select
    h.id as termo_id,
    cast({{ json_texto('lista.item', 'codigo') }} as integer) as codigo,
    h.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    min({{ texto(json_texto('lista.item', 'descricao')) }}) as descricao,
    'compras_gov' as _fonte,
    max(h._ingested_at) as _ingested_at,
    max(h._run_id) as _run_id,
    max(h._deleted_at) as _deleted_at,
    {{ lista_vazia() }} as _erros_conversao
from {{ source('compras_gov', 'historico') }} as h
cross join {{ elementos('h.qualificacao_termo') }}
left join {{ ref('contrato_lista') }} as c on h.contrato_id = c.contrato_id
where {{ casa(json_texto('lista.item', 'codigo'), '^\\d+$') }}
group by h.id, cast({{ json_texto('lista.item', 'codigo') }} as integer), h.contrato_id, c.orgao_chave
