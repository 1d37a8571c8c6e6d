-- C04: the linked share of a join fell by more than the limit since the day before.
{{ config(severity='warn') }}
with dias as (
    select
        *,
        lag(pct_vinculado) over (partition by dominio, juncao, orgao_chave, exercicio, medida order by dia) as anterior,
        row_number() over (partition by dominio, juncao, orgao_chave, exercicio, medida order by dia desc) as posicao
    from {{ ref('conciliacao_diaria') }}
)

select dominio, juncao, orgao_chave, exercicio, medida, anterior, pct_vinculado
from dias
where posicao = 1 and anterior - pct_vinculado > {{ parametro('limite_queda_vinculo') }}
