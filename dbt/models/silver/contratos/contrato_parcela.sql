select
    p.id as parcela_id,
    p.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ mes_ano('p.mesref', 'p.anoref') }} as competencia,
    {{ data_iso('p.vencimento') }} as data_vencimento,
    {{ dinheiro_br('p.valor') }} as valor,
    {{ sim_nao('p.retroativo') }} as retroativo,
    {{ texto('p.tipo') }} as tipo,
    {{ texto('p.numero') }} as numero,
    {{ texto('p.observacao') }} as observacao,
    {{ colunas_tecnicas('p') }},
    {{ erros_conversao([
        ('competencia', 'p.mesref', mes_ano('p.mesref', 'p.anoref')),
        ('data_vencimento', 'p.vencimento', data_iso('p.vencimento')),
        ('valor', 'p.valor', dinheiro_br('p.valor')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'cronograma') }} as p
left join {{ ref('contrato_lista') }} as c on p.contrato_id = c.contrato_id
