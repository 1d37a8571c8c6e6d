{{ config(
    indexes=por_filtro(['fornecedor_nome', 'natureza_rotulo'], [{'columns': ['orgao_chave', 'exercicio', 'fornecedor_chave_raiz', 'natureza_codigo'], 'unique': true}, {'columns': ['orgao_chave', 'exercicio', 'rank_no_exercicio']}])
) }}
-- Who was paid, and for what: company (CNPJ root), unit, foreigner or person. A person's key is not the pseudonym itself. Lines
-- are added up before anything is joined to them: there are hundreds to a supplier.
with somadas as (
    select
        orgao_chave,
        exercicio,
        fornecedor_chave,
        natureza_codigo,
        case when vinculo = 'com_contrato' then contrato_id end as contrato_id,
        sum(valor_empenhado) as valor_empenhado,
        sum(valor_liquidado) as valor_liquidado,
        sum(valor_pago) as valor_pago,
        sum(valor_rp_pago) as valor_rp_pago
    from {{ ref('execucao_contrato') }}
    group by orgao_chave, exercicio, fornecedor_chave, natureza_codigo, case when vinculo = 'com_contrato' then contrato_id end
),

linhas as (
    select
        e.*,
        case
            when f.cnpj_raiz is not null then 'PJ:' || f.cnpj_raiz
            when e.fornecedor_chave like 'PF:%' then 'PF:' || left({{ resumo('e.fornecedor_chave') }}, 16)
            else coalesce(e.fornecedor_chave, 'sem_favorecido')
        end as raiz,
        f.tipo,
        f.nome,
        coalesce(f.cnpj_raiz, f.documento_exibicao) as documento,
        coalesce(e.natureza_codigo, 'nao_informada') as natureza
    from somadas as e
    left join {{ ref('fornecedor') }} as f on e.fornecedor_chave = f.fornecedor_chave
),

-- Branches of a company may be named differently: the first name, always the same one.
nomes as (
    select
        raiz,
        min(tipo) as tipo,
        min(nome) as nome,
        min(documento) as documento
    from linhas
    group by raiz
),

somas as (
    select
        orgao_chave,
        exercicio,
        raiz,
        natureza,
        coalesce(sum(valor_empenhado), 0) as empenhado,
        coalesce(sum(valor_liquidado), 0) as liquidado,
        coalesce(sum(valor_pago), 0) + coalesce(sum(valor_rp_pago), 0) as pago_total,
        count(distinct contrato_id) as qtd_contratos
    from linhas
    group by orgao_chave, exercicio, raiz, natureza
),

totais as (
    select
        *,
        sum(pago_total) over (partition by orgao_chave, exercicio, raiz) as pago_no_exercicio
    from somas
)

select
    t.orgao_chave,
    cast(t.exercicio as integer) as exercicio,
    t.raiz as fornecedor_chave_raiz,
    n.tipo as fornecedor_tipo,
    coalesce(n.nome, 'Favorecido sem nome') as fornecedor_nome,
    n.documento as fornecedor_documento,
    t.natureza as natureza_codigo,
    d.natureza as natureza_rotulo,
    cast(t.empenhado as numeric(18, 2)) as valor_empenhado,
    cast(t.liquidado as numeric(18, 2)) as valor_liquidado,
    cast(t.pago_total as numeric(18, 2)) as valor_pago_total,
    cast(t.qtd_contratos as integer) as qtd_contratos,
    cast(dense_rank() over (partition by t.orgao_chave, t.exercicio order by t.pago_no_exercicio desc, t.raiz) as integer)
        as rank_no_exercicio,
    cast(dense_rank() over (partition by t.orgao_chave, t.exercicio, t.natureza order by t.pago_total desc, t.raiz) as integer)
        as rank_na_natureza,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from totais as t
inner join nomes as n on t.raiz = n.raiz
left join {{ ref('natureza_despesa') }} as d on t.natureza = d.natureza_codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
