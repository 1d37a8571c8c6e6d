select
    p.id_parecer,
    p.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('p.tp_analise_parecer') }} as tipo,
    {{ texto('p.resultado_parecer') }} as resultado,
    {{ data_iso('p.dt_data_parecer') }} as data,
    {{ sem_cpf(texto('p.tx_parecer')) }} as parecer,
    {{ colunas_tecnicas('p', 'transferegov_ted') }},
    {{ erros_conversao([('data', 'p.dt_data_parecer', data_iso('p.dt_data_parecer'))]) }} as _erros_conversao
from {{ source('transferegov_ted', 'planos_acao_pareceres') }} as p
left join {{ ref('plano_acao') }} as a on p.id_plano_acao = a.id_plano_acao
