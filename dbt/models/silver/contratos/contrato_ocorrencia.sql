-- Who registered it and the representative's e-mail stay out: the occurrence is of the contract.
with enderecos as (
    {{ enderecos(source('compras_gov', 'ocorrencias'), 'arquivos') | indent(4) }}
)

select
    o.id as ocorrencia_id,
    o.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    o.numero,
    o.numeroocorrencia as numero_respondida,
    {{ data_iso('o.data') }} as data,
    {{ sem_cpf(texto('o.ocorrencia')) }} as texto,
    {{ sim_nao('o.notificapreposto') }} as notifica_preposto,
    {{ texto('o.situacao') }} as situacao,
    {{ texto('o.novasituacao') }} as situacao_dada,
    coalesce(e.urls, {{ lista_vazia() }}) as urls,
    {{ colunas_tecnicas('o') }},
    {{ erros_conversao([('data', 'o.data', data_iso('o.data'))]) }} as _erros_conversao
from {{ source('compras_gov', 'ocorrencias') }} as o
left join {{ ref('contrato_lista') }} as c on o.contrato_id = c.contrato_id
left join enderecos as e on o.id = e.id
