-- Payment orders. Those of especiais have no amount: the payable document gives its own to the order that paid it, once.
with classificadas as (
    select
        o.*,
        {{ estagio_do_documento() }} as estagio,
        row_number() over (
            partition by o.modalidade, o.id_documento
            order by (o._deleted_at is not null), coalesce(s.estagio = 'efetivo', false) desc, coalesce(s.estagio = 'cancelado', false),
                {{ data_iso('o.data_ob') }} desc nulls last, o.id_ordem desc
        ) as preferencia
    from {{ ref('transferencia_ordem_fonte') }} as o
    left join {{ ref('situacao_transferencia') }} as s
        on s.documento = 'ordem_pagamento' and {{ situacao_normalizada('o.situacao') }} = s.situacao
)

select
    o.modalidade || '/' || o.id_ordem as ordem_chave,
    o.modalidade,
    o.id_ordem,
    d.documento_chave,
    d.plano_chave,
    coalesce(d.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('o.numero_op') }} as numero_op,
    {{ texto('o.numero_ob') }} as numero_ob,
    {{ data_iso('o.data_op') }} as data_op,
    {{ data_iso('o.data_ob') }} as data_ob,
    {{ texto('o.situacao') }} as situacao_fonte,
    o.estagio,
    cast(
        case
            when o.modalidade <> 'especial' then o.valor
            when o.preferencia = 1 then d.valor
            else 0
        end as numeric(18, 2)
    ) as valor,
    case when o.modalidade <> 'especial' then 'ordem' else 'documento_habil' end as valor_origem,
    {{ colunas_tecnicas('o', 'transferegov') }},
    {{ erros_conversao([
        ('data_op', 'o.data_op', data_iso('o.data_op')),
        ('data_ob', 'o.data_ob', data_iso('o.data_ob')),
    ]) }} as _erros_conversao
from classificadas as o
left join {{ ref('transferencia_documento_habil') }} as d on o.modalidade = d.modalidade and o.id_documento = d.id_documento
