select
    i.id as item_id,
    i.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('i.tipo_id') }} as tipo,
    {{ texto('i.grupo_id') }} as grupo,
    {{ codigo_de('i.catmatseritem_id') }} as catmat_catser_codigo,
    {{ texto(rotulo_de('i.catmatseritem_id')) }} as descricao,
    cast(
        case
            when {{ casa('i.quantidade', '^\\d+(\\.\\d+)?$') }} then cast(i.quantidade as numeric(18, 5))
            else {{ quantidade_br('i.quantidade', 5) }}
        end as numeric(18, 5)
    ) as quantidade,
    {{ quantidade_br('i.valorunitario', 4) }} as valor_unitario,
    {{ dinheiro_br('i.valortotal') }} as valor_total,
    {{ colunas_tecnicas('i') }},
    {{ erros_conversao([
        ('valor_unitario', 'i.valorunitario', quantidade_br('i.valorunitario', 4)),
        ('valor_total', 'i.valortotal', dinheiro_br('i.valortotal')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'itens') }} as i
left join {{ ref('contrato_lista') }} as c on i.contrato_id = c.contrato_id
