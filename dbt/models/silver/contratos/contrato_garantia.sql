select
    g.id as garantia_id,
    g.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('g.tipo') }} as tipo,
    {{ dinheiro_br('g.valor') }} as valor,
    {{ data_iso('g.vencimento') }} as data_vencimento,
    {{ colunas_tecnicas('g') }},
    {{ erros_conversao([
        ('valor', 'g.valor', dinheiro_br('g.valor')),
        ('data_vencimento', 'g.vencimento', data_iso('g.vencimento')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'garantias') }} as g
left join {{ ref('contrato_lista') }} as c on g.contrato_id = c.contrato_id
