-- The documents of a plan in long form: each amount once, in the stage of its document; what has no plan has no key.
select
    modalidade, plano_chave, orgao_chave, exercicio, 'empenho' as documento, 'empenhado_' || estagio as medida, valor,
    data_emissao as data
from {{ ref('transferencia_empenho') }}
where _deleted_at is null
union all
select
    modalidade, plano_chave, orgao_chave, cast(extract(year from data_emissao) as integer) as exercicio, 'documento_habil' as documento,
    'liquidado_' || estagio as medida, valor, data_emissao as data
from {{ ref('transferencia_documento_habil') }}
where _deleted_at is null
union all
select
    modalidade, plano_chave, orgao_chave, cast(extract(year from coalesce(data_ob, data_op)) as integer) as exercicio,
    'ordem_pagamento' as documento, 'pago_' || estagio as medida, valor, coalesce(data_ob, data_op) as data
from {{ ref('transferencia_ordem_pagamento') }}
where _deleted_at is null
union all
select
    modalidade, plano_chave, orgao_chave, cast(extract(year from coalesce(data_pagamento, data_solicitacao)) as integer) as exercicio,
    'devolucao' as documento, case when data_pagamento is not null then 'devolvido' else 'devolucao_pendente' end as medida,
    valor_total as valor, coalesce(data_pagamento, data_solicitacao) as data
from {{ ref('transferencia_devolucao') }}
where _deleted_at is null
