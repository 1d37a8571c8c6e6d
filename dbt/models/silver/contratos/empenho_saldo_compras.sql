-- One row per note, however many contracts declare it: the newest version, current rows before removed ones.
-- In this source `liquidado` is a balance (liquidated, not yet paid); in the Treasury it is accumulated.
with notas as (
    select
        *,
        row_number() over (
            partition by id order by (_deleted_at is not null), _ingested_at desc, contrato_id
        ) as preferencia
    from {{ source('compras_gov', 'empenhos') }}
)

select
    n.id as empenho_id,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ documento_siafi('n.numero', 'n.unidade_gestora', 'n.gestao') }} as ne,
    n.unidade_gestora as ug_codigo,
    {{ dinheiro_br('n.empenhado') }} as valor_empenhado,
    {{ dinheiro_br('n.aliquidar') }} as valor_a_liquidar,
    {{ dinheiro_br('n.liquidado') }} as valor_liquidado_a_pagar,
    {{ dinheiro_br('n.pago') }} as valor_pago,
    {{ dinheiro_br('n.rpinscrito') }} as valor_rp_inscrito,
    {{ dinheiro_br('n.rpaliquidar') }} as valor_rp_a_liquidar,
    {{ dinheiro_br('n.rpliquidado') }} as valor_rp_liquidado,
    {{ dinheiro_br('n.rppago') }} as valor_rp_pago,
    {{ colunas_tecnicas('n') }},
    {{ erros_conversao([
        ('valor_empenhado', 'n.empenhado', dinheiro_br('n.empenhado')),
        ('valor_a_liquidar', 'n.aliquidar', dinheiro_br('n.aliquidar')),
        ('valor_liquidado_a_pagar', 'n.liquidado', dinheiro_br('n.liquidado')),
        ('valor_pago', 'n.pago', dinheiro_br('n.pago')),
        ('valor_rp_inscrito', 'n.rpinscrito', dinheiro_br('n.rpinscrito')),
        ('valor_rp_pago', 'n.rppago', dinheiro_br('n.rppago')),
    ]) }} as _erros_conversao
from notas as n
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on n.unidade_gestora = orgao_ug.ug_codigo
where n.preferencia = 1
