-- C04: the gross amount of invoices is the same in bronze, silver and gold; none is dropped or multiplied (T01, T02).
with somas as (
    select
        (select sum({{ dinheiro_br('f.valor') }}) from {{ source('compras_gov', 'faturas') }} as f) as em_bronze,
        (select sum(valor) from {{ ref('fatura') }}) as em_silver,
        (select sum(valor) from {{ ref('faturas_detalhe') }}) as em_gold,
        (select count(*) from {{ source('compras_gov', 'faturas') }}) as linhas_bronze,
        (select count(*) from {{ ref('faturas_detalhe') }}) as linhas_gold
)

select * from somas
where em_bronze is distinct from em_silver or em_silver is distinct from em_gold or linhas_bronze <> linhas_gold
