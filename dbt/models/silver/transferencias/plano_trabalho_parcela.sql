select
    c.id_cronograma_plano_trabalho as id_parcela,
    c.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ mes_ano('c.mes_cronograma_plano_trabalho', 'cast(c.ano_cronograma_plano_trabalho as ' ~ tipo('text') ~ ')') }} as competencia,
    cast(c.valor_cronograma_plano_trabalho as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('c', 'transferegov_ted') }},
    {{ erros_conversao([(
        'competencia',
        'c.mes_cronograma_plano_trabalho',
        mes_ano('c.mes_cronograma_plano_trabalho', 'cast(c.ano_cronograma_plano_trabalho as ' ~ tipo('text') ~ ')'),
    )]) }} as _erros_conversao
from {{ source('transferegov_ted', 'planos_trabalho_cronogramas') }} as c
left join {{ ref('plano_acao') }} as a on c.id_plano_acao = a.id_plano_acao
