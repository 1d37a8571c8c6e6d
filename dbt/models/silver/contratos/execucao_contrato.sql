{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ separa_linhas(ref('contrato_empenho'), ['contrato_id', 'regra_codigo', 'confianca', 'fator_rateio']) }}",
    indexes=[{'columns': ['parte_chave'], 'unique': true}, {'columns': ['linha_id']}, {'columns': ['ne']}]
) }}
{%- set medidas = ['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'] -%}
-- Each line of the Treasury with its contract, or with none: money stays on the line, and the cents that the division of a
-- line leaves over go to the largest share, so the parts of a line add up to it.
with vinculos as (
    select
        *,
        row_number() over (partition by ne order by fator_rateio desc, contrato_id) as posicao
    from {{ ref('contrato_empenho') }}
),

partes as (
    select
        l.*,
        v.contrato_id,
        coalesce(v.vinculo_chave, 'sem_contrato') as vinculo_chave,
        case when l.ne is null then 'ne_invalida' else coalesce(v.regra_codigo, 'C9_nenhum') end as regra_codigo,
        coalesce(v.confianca, 'nenhuma') as confianca,
        coalesce(v.fator_rateio, 1) as fator_rateio,
        coalesce(v.posicao, 1) as posicao
        {%- for medida in medidas %},
        round(l.{{ medida }} * coalesce(v.fator_rateio, 1), 2) as {{ medida }}_parte
        {%- endfor %}
    from {{ ref('empenho_lancamento') }} as l
    {%- if is_incremental() %}
    inner join linhas_a_refazer as m on l.linha_id = m.linha_id
    {%- endif %}
    left join vinculos as v on l.ne = v.ne
)

select
    linha_id || '/' || coalesce(cast(contrato_id as {{ tipo('text') }}), 'sem_contrato') as parte_chave,
    linha_id,
    contrato_id,
    orgao_chave,
    ne,
    ug_codigo,
    ne_ano_emissao,
    data_lancamento,
    competencia,
    exercicio,
    tipo_linha,
    fornecedor_chave,
    natureza_codigo,
    case
        when contrato_id is null then 'sem_contrato'
        when {{ confianca_de_manchete('confianca') }} then 'com_contrato'
        else 'baixa_confianca'
    end as vinculo,
    regra_codigo,
    confianca,
    cast(fator_rateio as {{ tipo('numeric(14, 12)') }}) as fator_rateio,
    {%- for medida in medidas %}
    cast(
        {{ medida }}_parte
        + case when posicao = 1 then {{ medida }} - sum({{ medida }}_parte) over (partition by linha_id) else 0 end
        as numeric(18, 2)
    ) as {{ medida }},
    {%- endfor %}
    _ingested_at
from partes
-- depends_on: {{ ref('linha_mudada') }}
