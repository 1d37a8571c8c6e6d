-- C04: the schedule adds up to the same in bronze, silver and gold, rows that the source removed apart.
with somas as (
    select
        (
            select sum({{ dinheiro_br('p.valor') }}) from {{ source('compras_gov', 'cronograma') }} as p
            where p._deleted_at is null
        ) as em_bronze,
        (select sum(valor) from {{ ref('contrato_parcela') }} where _deleted_at is null) as em_silver,
        (select sum(valor_cronograma) from {{ ref('contratos_resumo') }}) as em_gold
)

select * from somas
where em_bronze is distinct from em_silver or em_silver is distinct from em_gold
