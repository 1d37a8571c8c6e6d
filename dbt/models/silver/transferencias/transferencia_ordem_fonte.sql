-- Payment orders of both modules that have them, in one form.
select
    'especial' as modalidade, o.id_op_ob as id_ordem, o.id_dh as id_documento, o.numero_ordem_pagamento as numero_op,
    o.numero_ordem_bancaria as numero_ob, o.data_emissao_op as data_op, o.data_emissao_ob as data_ob,
    o.descricao_situacao_op as situacao, cast(null as numeric) as valor, o._ingested_at, o._run_id, o._deleted_at
from {{ source('transferegov_especiais', 'ordens_pagamentos_ordens_bancarias') }} as o
union all
select
    'parceria' as modalidade, o.id_op as id_ordem, o.id_documento_habil as id_documento, o.nr_ordem_pagamento as numero_op,
    o.nr_ordem_bancaria as numero_ob, o.dt_emissao_op as data_op, o.dt_emissao_ordem_bancaria as data_ob,
    o.in_situacao_op as situacao, o.vl_ordem_pagamento as valor, o._ingested_at, o._run_id, o._deleted_at
from {{ source('transferegov_parcerias', 'ordem_pagamento') }} as o
