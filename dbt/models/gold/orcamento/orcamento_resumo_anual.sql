{{ config(
    indexes=por_filtro(['exercicio'], [{'columns': ['orgao_chave', 'ano'], 'unique': true}])
) }}
-- The position of each year: the budget view, the credit that TEDs brought and took, and how much of the commitments no
-- contract nor TED explains.
with orcamento as (
    select
        orgao_chave,
        ano,
        {{ somas_do_orcamento() }}
    from {{ ref('execucao_orcamentaria') }}
    group by orgao_chave, ano
),

destaques as (
    select
        orgao_chave,
        cast(exercicio as integer) as ano,
        coalesce({{ filtrado('sum(valor_assinado)', "fluxo = 'recebido'") }}, 0) as recebido,
        coalesce({{ filtrado('sum(valor_assinado)', "fluxo = 'concedido'") }}, 0) as concedido,
        coalesce({{ filtrado('sum(valor_assinado)', "fluxo in ('recebido', 'concedido') and not tem_celula") }}, 0) as sem_celula
    from {{ ref('nota_credito_lancamento') }}
    where exercicio is not null
    group by orgao_chave, exercicio
),

vinculos as (
    select
        e.orgao_chave,
        cast(e.exercicio as integer) as ano,
        sum(e.valor_empenhado) as empenhado,
        coalesce({{ filtrado('sum(e.valor_empenhado)', "e.vinculo <> 'com_contrato' and not (t.id_plano_acao is not null and " ~ confianca_de_manchete('t.confianca') ~ ')') }}, 0) as sem_vinculo
    from {{ ref('execucao_contrato') }} as e
    left join {{ ref('plano_empenho') }} as t on e.ne = t.ne
    group by e.orgao_chave, e.exercicio
),

anos as (
    select orgao_chave, ano from orcamento
    {{ uniao() }}
    select orgao_chave, ano from destaques
)

select
    a.orgao_chave,
    a.ano,
    a.ano as exercicio,
    o.valor_dotacao_inicial,
    o.valor_dotacao_atualizada,
    cast(d.recebido as numeric(18, 2)) as valor_recebido_teds,
    cast(d.concedido as numeric(18, 2)) as valor_concedido_teds,
    cast(d.sem_celula as numeric(18, 2)) as valor_teds_sem_celula,
    cast(o.valor_dotacao_atualizada + coalesce(d.recebido, 0) as numeric(18, 2)) as valor_orcamento_total,
    cast(o.valor_dotacao_atualizada + coalesce(d.recebido, 0) - coalesce(d.concedido, 0) as numeric(18, 2)) as valor_execucao_propria,
    o.valor_credito_disponivel,
    o.valor_empenhado,
    o.valor_liquidado,
    o.valor_a_liquidar,
    o.valor_liquidado_a_pagar,
    o.valor_nao_pago,
    o.valor_pago,
    o.valor_rp_inscrito,
    o.valor_rp_pago,
    cast(
        case when o.ano is not null then coalesce(o.valor_rp_inscrito, 0) - coalesce(o.valor_rp_pago, 0) end as numeric(18, 2)
    ) as valor_rp_saldo,
    cast(case when o.ano is not null then coalesce(o.valor_pago, 0) + coalesce(o.valor_rp_pago, 0) end as numeric(18, 2)) as valor_pago_total,
    {{ percentuais_do_orcamento('o') }},
    cast(
        case
            when a.ano = extract(year from r.data_referencia)
                then o.valor_liquidado / nullif(o.valor_dotacao_atualizada, 0)
                    / {{ fracao_do_ano('r.data_referencia') }}
        end as numeric(12, 6)
    ) as ritmo_execucao,
    cast(
        case when a.ano = extract(year from r.data_referencia) then {{ fracao_do_ano('r.data_referencia') }} end as numeric(12, 6)
    ) as pct_ano_decorrido,
    cast(v.sem_vinculo as numeric(18, 2)) as valor_sem_vinculo,
    cast(v.empenhado as numeric(18, 2)) as valor_empenhado_notas,
    {{ fracao('v.sem_vinculo', 'v.empenhado') }} as pct_sem_vinculo,
    coalesce(o.qtd_valores_ausentes, 0) as qtd_valores_ausentes,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from anos as a
left join orcamento as o on a.orgao_chave = o.orgao_chave and a.ano = o.ano
left join destaques as d on a.orgao_chave = d.orgao_chave and a.ano = d.ano
left join vinculos as v on a.orgao_chave = v.orgao_chave and a.ano = v.ano
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
