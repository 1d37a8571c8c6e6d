{{ config(materialized='view') }}
-- A view: conversions are counted when the build ends. A table without errors is one row without column.
with contagens as (
    select
        c.tabela,
        {{ chave_do_par('erros') }} as coluna,
        c.qtd_linhas,
        cast({{ valor_do_par('erros') }} as bigint) as qtd_erros,
        c.medido_em
    from {{ source('auditoria', 'conversao_resultado') }} as c
    cross join {{ pares_do_objeto('c.erros_por_coluna', 'erros') }}
    union all
    select tabela, null, qtd_linhas, 0, medido_em
    from {{ source('auditoria', 'conversao_resultado') }}
    where qtd_com_erro = 0
)

select
    'todos' as orgao_chave,
    tabela,
    coluna,
    qtd_linhas,
    qtd_erros,
    {{ fracao(em_numero('qtd_erros'), 'qtd_linhas') }} as pct_erros,
    medido_em
from contagens
