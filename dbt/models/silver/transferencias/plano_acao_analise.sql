select
    n.id_analise,
    n.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('n.resultado_analise') }} as resultado,
    {{ texto('n.tx_situacao_analise') }} as situacao,
    {{ sem_cpf(texto('n.tx_justificativa_analise')) }} as justificativa,
    {{ colunas_tecnicas('n', 'transferegov_ted') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ source('transferegov_ted', 'planos_acao_analises') }} as n
left join {{ ref('plano_acao') }} as a on n.id_plano_acao = a.id_plano_acao
