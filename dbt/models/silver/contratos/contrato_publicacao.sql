select
    p.id as publicacao_id,
    p.contrato_id,
    p.contratohistorico_id as termo_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ data_iso('p.data_publicacao') }} as data,
    {{ texto('p.status') }} as situacao,
    {{ sem_cpf(texto('p.texto_dou')) }} as descricao,
    {{ texto('p.link_publicacao') }} as url,
    {{ colunas_tecnicas('p') }},
    {{ erros_conversao([('data', 'p.data_publicacao', data_iso('p.data_publicacao'))]) }} as _erros_conversao
from {{ source('compras_gov', 'publicacoes') }} as p
left join {{ ref('contrato_lista') }} as c on p.contrato_id = c.contrato_id
