-- Each expression that is asked for more than once is computed once: `offset 0` keeps a step apart.
with convertidas as (
    select
        p.*,
        {{ mes_ano('p.mesref', 'p.anoref') }} as mes,
        {{ data_iso('p.vencimento') }} as dia,
        {{ dinheiro_br('p.valor') }} as quantia
    from {{ source('compras_gov', 'cronograma') }} as p
    {{ passo_separado() }} -- noqa: AM09
)

select
    p.id as parcela_id,
    p.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    p.mes as competencia,
    p.dia as data_vencimento,
    p.quantia as valor,
    {{ sim_nao('p.retroativo') }} as retroativo,
    {{ texto('p.tipo') }} as tipo,
    {{ texto('p.numero') }} as numero,
    {{ texto('p.observacao') }} as observacao,
    {{ colunas_tecnicas('p') }},
    {{ erros_conversao([
        ('competencia', 'p.mesref', 'p.mes'),
        ('data_vencimento', 'p.vencimento', 'p.dia'),
        ('valor', 'p.valor', 'p.quantia'),
    ]) }} as _erros_conversao
from convertidas as p
left join {{ ref('contrato_lista') }} as c on p.contrato_id = c.contrato_id
