with enderecos as (
    {{ enderecos(source('compras_gov', 'arquivos'), 'arquivos') | indent(4) }}
)

select
    a.id as arquivo_id,
    a.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('a.tipo') }} as tipo,
    {{ sem_cpf(texto('a.descricao')) }} as descricao,
    {{ texto('a.processo') }} as processo,
    {{ processo_nup('a.processo') }} as processo_nup,
    {{ texto('a.sequencial_documento') }} as sequencial_documento,
    coalesce(e.urls, {{ lista_vazia() }}) as urls,
    {{ colunas_tecnicas('a') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ source('compras_gov', 'arquivos') }} as a
left join {{ ref('contrato_lista') }} as c on a.contrato_id = c.contrato_id
left join enderecos as e on a.id = e.id
