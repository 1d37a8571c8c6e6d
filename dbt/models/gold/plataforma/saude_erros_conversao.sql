{{ config(materialized='view') }}
-- A view: conversions are counted when the build ends. A table without errors is one row without column.
select
    'todos' as orgao_chave,
    c.tabela,
    erros.coluna,
    c.qtd_linhas,
    cast(coalesce(erros.linhas, '0') as bigint) as qtd_erros,
    {{ fracao("cast(coalesce(erros.linhas, '0') as numeric)", 'c.qtd_linhas') }} as pct_erros,
    c.medido_em
from {{ source('auditoria', 'conversao_resultado') }} as c
left join lateral jsonb_each_text(c.erros_por_coluna) as erros (coluna, linhas) on true
