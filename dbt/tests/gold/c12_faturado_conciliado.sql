-- C12, T08: what was billed is the same by invoice, by contract and by month.
with somas as (
    select
        (
            select sum(valor - coalesce(valor_glosa, 0)) from {{ ref('fatura') }}
            where not cancelada and (_deleted_at is null or estagio in ('paga', 'apropriada'))
        ) as por_fatura,
        (select sum(valor_faturado) from {{ ref('contratos_resumo') }}) as por_contrato,
        (select sum(valor_faturado) from {{ ref('contratos_resumo') }} where receita_despesa = 'D') as por_contrato_despesa,
        (select sum(valor_faturado) from {{ ref('contrato_acompanhamento_mensal') }}) as por_mes_despesa
)

select * from somas
where por_fatura is distinct from por_contrato or por_contrato_despesa is distinct from por_mes_despesa
