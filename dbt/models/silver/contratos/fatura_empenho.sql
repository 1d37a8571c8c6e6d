{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ separa_faturas() }}",
    indexes=[{'columns': ['fatura_id', 'ordem'], 'unique': true}]
) }}
-- Gross amounts; a header with an empty list has no row here and keeps its own amount.
with itens as (
    select
        f.*,
        lista.item,
        cast(lista.ordem as integer) as ordem,
        {{ dinheiro_br(json_texto('lista.item', 'valor_empenho')) }} as valor_empenho,
        sum({{ dinheiro_br(json_texto('lista.item', 'valor_empenho')) }}) over (partition by f.id) as soma
    from {{ source('compras_gov', 'faturas') }} as f
    {{ a_refazer('f') }}
    cross join {{ elementos('f.dados_empenho') }}
)

select
    i.id as fatura_id,
    i.ordem,
    i.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    cast({{ trecho(json_texto('i.item', 'id_empenho'), '^\\d+$') }} as bigint) as empenho_id,
    {{ documento_curto(json_texto('i.item', 'numero_empenho')) }} as ne_curta,
    i.valor_empenho as valor,
    {{ texto(json_texto('i.item', 'subelemento')) }} as subelemento,
    (i.soma is distinct from {{ dinheiro_br('i.valor') }}) as soma_divergente,
    {{ colunas_tecnicas('i') }},
    {{ erros_conversao([('valor', json_texto('i.item', 'valor_empenho'), 'i.valor_empenho')]) }} as _erros_conversao
from itens as i
left join {{ ref('contrato_lista') }} as c on i.contrato_id = c.contrato_id
