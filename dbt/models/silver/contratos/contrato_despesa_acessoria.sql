select
    d.id as despesa_id,
    d.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('d.tipo_id') }} as tipo,
    {{ texto('d.recorrencia_id') }} as recorrencia,
    {{ dinheiro_br('d.valor') }} as valor,
    {{ data_iso('d.vencimento') }} as data_vencimento,
    {{ colunas_tecnicas('d') }},
    {{ erros_conversao([
        ('valor', 'd.valor', dinheiro_br('d.valor')),
        ('data_vencimento', 'd.vencimento', data_iso('d.vencimento')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'despesas_acessorias') }} as d
left join {{ ref('contrato_lista') }} as c on d.contrato_id = c.contrato_id
