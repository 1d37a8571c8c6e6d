-- C04: the schedule (nothing counts as zero in a sum of all) adds up to the same in bronze, silver and gold, rows that the source removed apart.
with somas as (
    select
        (
            select coalesce(sum({{ dinheiro_br('p.valor') }}), 0) from {{ source('compras_gov', 'cronograma') }} as p
            where p._deleted_at is null
        ) as em_bronze,
        (select coalesce(sum(valor), 0) from {{ ref('contrato_parcela') }} where _deleted_at is null) as em_silver,
        (select coalesce(sum(valor_cronograma), 0) from {{ ref('contratos_resumo') }}) as em_gold
)

select * from somas
where em_bronze is distinct from em_silver or em_silver is distinct from em_gold
