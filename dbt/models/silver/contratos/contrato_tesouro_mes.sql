{%- set medidas = ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] -%}
-- What the Treasury executed for each contract by month. A contract's row is of the contract's body even when a unit of
-- another committed it; lines without contract are one row per body and month. Weak matches have columns of their own.
with linhas as (
    select
        e.*,
        coalesce(c.orgao_chave, e.orgao_chave) as orgao
    from {{ ref('execucao_contrato') }} as e
    left join {{ ref('contrato') }} as c on e.contrato_id = c.contrato_id
)

select
    orgao || '/' || coalesce(cast(contrato_id as {{ tipo('text') }}), 'sem_contrato') || '/' || coalesce({{ data_formatada('competencia', 'YYYY-MM') }}, 'sem_mes')
        as chave_linha,
    orgao as orgao_chave,
    contrato_id,
    competencia,
    {%- for medida in medidas %}
    cast(coalesce({{ filtrado('sum(valor_' ~ medida ~ ')', "vinculo <> 'baixa_confianca'") }}, 0) as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    {%- for medida in medidas %}
    cast(coalesce({{ filtrado('sum(valor_' ~ medida ~ ')', "vinculo = 'baixa_confianca'") }}, 0) as numeric(18, 2)) as valor_{{ medida }}_baixa,
    {%- endfor %}
    count(*) as qtd_linhas
from linhas
group by orgao, contrato_id, competencia
