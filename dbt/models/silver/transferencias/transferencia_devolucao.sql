select
    'especial/' || d.id_devolucao as devolucao_chave,
    'especial' as modalidade,
    d.id_devolucao,
    p.plano_chave,
    coalesce(p.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('d.tipo_devolucao') }} as tipo,
    {{ texto('d.situacao_devolucao') }} as situacao_fonte,
    {{ data_iso('d.dt_solicitacao_devolucao') }} as data_solicitacao,
    {{ data_iso('d.dt_pagamento_devolucao') }} as data_pagamento,
    cast(d.vl_devolucao as numeric(18, 2)) as valor,
    cast(d.vl_total_devolucao as numeric(18, 2)) as valor_total,
    {{ colunas_tecnicas('d', 'transferegov') }},
    {{ erros_conversao([
        ('data_solicitacao', 'd.dt_solicitacao_devolucao', data_iso('d.dt_solicitacao_devolucao')),
        ('data_pagamento', 'd.dt_pagamento_devolucao', data_iso('d.dt_pagamento_devolucao')),
    ]) }} as _erros_conversao
from {{ source('transferegov_especiais', 'devolucao') }} as d
left join {{ ref('transferencia_plano') }} as p on p.modalidade = 'especial' and d.id_plano_acao = p.id_plano
