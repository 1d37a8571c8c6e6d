{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ separa_faturas() }}",
    indexes=[{'columns': ['fatura_id', 'ordem'], 'unique': true}]
) }}
select
    f.id as fatura_id,
    cast(lista.ordem as integer) as ordem,
    f.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    cast({{ trecho(json_texto('lista.item', 'id_item_contrato'), '^\\d+$') }} as bigint) as item_id,
    {{ quantidade_br(json_texto('lista.item', 'quantidade_faturado'), 5) }} as quantidade,
    {{ quantidade_br(json_texto('lista.item', 'valorunitario_faturado'), 4) }} as valor_unitario,
    {{ dinheiro_br(json_texto('lista.item', 'valortotal_faturado')) }} as valor_total,
    {{ colunas_tecnicas('f') }},
    {{ erros_conversao([
        ('quantidade', json_texto('lista.item', 'quantidade_faturado'), quantidade_br(json_texto('lista.item', 'quantidade_faturado'), 5)),
        ('valor_unitario', json_texto('lista.item', 'valorunitario_faturado'), quantidade_br(json_texto('lista.item', 'valorunitario_faturado'), 4)),
        ('valor_total', json_texto('lista.item', 'valortotal_faturado'), dinheiro_br(json_texto('lista.item', 'valortotal_faturado'))),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'faturas') }} as f
{{ a_refazer('f') }}
cross join {{ elementos('f.dados_item_faturado') }}
left join {{ ref('contrato_lista') }} as c on f.contrato_id = c.contrato_id
