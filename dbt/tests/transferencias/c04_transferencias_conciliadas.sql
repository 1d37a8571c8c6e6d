-- C04: what bronze says of commitments, payable documents and payments is in every product, whatever its stage.
with origem as (
    select 'fundo_a_fundo' as modalidade, 'empenhado' as medida, sum(valor_empenho) as valor
    from {{ source('transferegov_fundoafundo', 'empenhos') }}
    where _deleted_at is null
    union all
    select 'especial' as modalidade, 'empenhado' as medida, sum(valor_empenho) as valor
    from {{ source('transferegov_especiais', 'empenhos') }}
    where _deleted_at is null
    union all
    select 'parceria' as modalidade, 'empenhado' as medida, sum(valor_empenho) as valor
    from {{ source('transferegov_parcerias', 'empenho_parceria') }}
    where _deleted_at is null
    union all
    select 'especial' as modalidade, 'liquidado' as medida, sum(valor_dh) as valor
    from {{ source('transferegov_especiais', 'documentos_habeis') }}
    where _deleted_at is null
    union all
    select 'parceria' as modalidade, 'liquidado' as medida, sum(vl_documento_habil) as valor
    from {{ source('transferegov_parcerias', 'documento_habil') }}
    where _deleted_at is null
    union all
    select 'parceria' as modalidade, 'pago' as medida, sum(vl_ordem_pagamento) as valor
    from {{ source('transferegov_parcerias', 'ordem_pagamento') }}
    where _deleted_at is null
    union all
    select 'especial' as modalidade, 'devolvido' as medida, sum(vl_total_devolucao) as valor
    from {{ source('transferegov_especiais', 'devolucao') }}
    where _deleted_at is null
),

produtos as (
    {%- for produto in ['transferencias_detalhamento', 'transferencias_resumo'] %}
    select '{{ produto }}' as produto, t.modalidade, m.medida, sum(m.valor) as valor
    from {{ ref(produto) }} as t
    cross join {{ linhas_de('m', ['medida', 'valor'], [
        ["'empenhado'", "t.valor_empenhado + t.valor_empenhado_em_preparo + t.valor_empenhado_cancelado + t.valor_empenhado_nao_classificado"],
        ["'liquidado'", "t.valor_liquidado + t.valor_liquidado_em_preparo + t.valor_liquidado_cancelado + t.valor_liquidado_nao_classificado"],
        ["'pago'", "t.valor_pago + t.valor_pago_em_preparo + t.valor_pago_cancelado + t.valor_pago_nao_classificado"],
        ["'devolvido'", "t.valor_devolvido + t.valor_devolucao_pendente"]
    ]) }}
    group by t.modalidade, m.medida
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select o.modalidade, o.medida, o.valor as na_origem, p.produto, p.valor as no_produto
from origem as o
cross join {{ linhas_constantes('todos', ['produto'], [["'transferencias_detalhamento'"], ["'transferencias_resumo'"]]) }}
left join produtos as p on todos.produto = p.produto and o.modalidade = p.modalidade and o.medida = p.medida
where coalesce(o.valor, 0) <> coalesce(p.valor, 0)
