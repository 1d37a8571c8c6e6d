select
    a.id_acao_orcamentaria_programa as id_acao_programa,
    a.id_programa,
    coalesce(p.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('a.tx_codigo_acao_orcamentaria') }} as acao_codigo,
    {{ texto('a.tx_descricao_acao_orcamentaria') }} as acao,
    {{ colunas_tecnicas('a', 'transferegov_ted') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ source('transferegov_ted', 'programas_acoes_orcamentarias') }} as a
left join {{ ref('programa_ted') }} as p on a.id_programa = p.id_programa
