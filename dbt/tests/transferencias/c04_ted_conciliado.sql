-- C04, C06: credit, money and commitments add up to the same in the Treasury's lines and in every product, buckets included.
with origem as (
    select orgao_chave, 'nc' as medida, sum(valor_assinado) as valor from {{ ref('nota_credito_lancamento') }} group by orgao_chave
    union all
    select orgao_chave, 'pf' as medida, sum(valor_assinado) as valor from {{ ref('programacao_financeira_lancamento') }} group by orgao_chave
    union all
    select orgao_chave, 'ne' as medida, sum(valor_empenhado) as valor from {{ ref('empenho_lancamento') }} group by orgao_chave
    union all
    select orgao_chave, 'pago' as medida, sum(coalesce(valor_pago, 0) + coalesce(valor_rp_pago, 0)) as valor
    from {{ ref('empenho_lancamento') }}
    group by orgao_chave
),

produtos as (
    {%- for produto in ['teds_detalhamento', 'ted_execucao_mensal'] %}
    select
        '{{ produto }}' as produto, t.orgao_chave, m.medida, sum(m.valor) as valor
    from {{ ref(produto) }} as t
    cross join {{ linhas_de('m', ['medida', 'valor'], [
        ["'nc'", "t.valor_credito_recebido - t.valor_credito_devolvido - t.valor_credito_anulado + t.valor_credito_nao_mapeado + t.valor_credito_sem_celula"],
        ["'pf'", "t.valor_financeiro_recebido - t.valor_financeiro_devolvido - t.valor_financeiro_cancelado + t.valor_financeiro_nao_mapeado"],
        ["'ne'", "coalesce(t.valor_empenhado, 0) + t.valor_empenhado_baixa"],
        ["'pago'", "coalesce(t.valor_pago_total, 0) + t.valor_pago_baixa + t.valor_rp_pago_baixa"]
    ]) }}
    group by t.orgao_chave, m.medida
    union all
    {%- endfor %}
    select 'teds_resumo' as produto, t.orgao_chave, m.medida, sum(m.valor) as valor
    from {{ ref('teds_resumo') }} as t
    cross join {{ linhas_de('m', ['medida', 'valor'], [
        ["'nc'", "t.valor_destaque_orcamentario + t.valor_credito_nao_mapeado + t.valor_credito_sem_celula"],
        ["'pf'", "t.valor_financeiro_liquido + t.valor_financeiro_nao_mapeado"],
        ["'ne'", "coalesce(t.valor_empenhado, 0) + t.valor_empenhado_baixa"],
        ["'pago'", "coalesce(t.valor_pago_total, 0) + t.valor_pago_total_baixa"]
    ]) }}
    group by t.orgao_chave, m.medida
    union all
    select 'ted_documentos' as produto, t.orgao_chave, m.medida, sum(m.valor) as valor
    from {{ ref('ted_documentos') }} as t
    cross join {{ linhas_de('m', ['medida', 'valor'], [
        ["lower(t.tipo_documento)", "t.valor"],
        ["'pago'", "coalesce(t.valor_pago, 0) + coalesce(t.valor_rp_pago, 0)"]
    ]) }}
    group by t.orgao_chave, m.medida
)

select p.produto, o.orgao_chave, o.medida, o.valor as na_origem, p.valor as no_produto
from origem as o
cross join (select distinct produto from produtos) as todos
left join produtos as p on todos.produto = p.produto and o.orgao_chave = p.orgao_chave and o.medida = p.medida
where coalesce(o.valor, 0) <> coalesce(p.valor, 0)
