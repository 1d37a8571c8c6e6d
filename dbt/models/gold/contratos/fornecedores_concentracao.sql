{{ config(indexes=[{'columns': ['orgao_chave', 'exercicio', 'recorte', 'recorte_valor'], 'unique': true}]) }}
-- Base: what the Treasury paid (ORC15) on notes of contracts; a body that its reports do not cover has the net amount of
-- paid invoices instead, and says so. A supplier is a company (CNPJ root), a unit, a foreigner or a person.
with do_tesouro as (
    select
        orgao_chave,
        exercicio,
        contrato_id,
        fornecedor_chave,
        natureza_codigo,
        ug_codigo,
        sum(coalesce(valor_pago, 0) + coalesce(valor_rp_pago, 0)) as valor
    from {{ ref('execucao_contrato') }}
    where vinculo = 'com_contrato'
    group by orgao_chave, exercicio, contrato_id, fornecedor_chave, natureza_codigo, ug_codigo
),

pagas as (
    select
        e.orgao_chave,
        e.exercicio,
        coalesce(p.cnpj_raiz, e.fornecedor_chave, c.fornecedor_chave) as fornecedor,
        coalesce(c.categoria, 'Não informado') as categoria,
        coalesce(e.natureza_codigo, 'nao_informada') as natureza,
        e.ug_codigo,
        e.valor,
        'tesouro' as base
    from do_tesouro as e
    inner join {{ ref('contrato') }} as c on e.contrato_id = c.contrato_id
    left join {{ ref('fornecedor') }} as p on e.fornecedor_chave = p.fornecedor_chave
    union all
    select
        f.orgao_chave,
        cast(extract(year from coalesce(f.data_liquidacao, f.data_vencimento, f.data_emissao)) as integer),
        coalesce(p.cnpj_raiz, c.fornecedor_chave),
        coalesce(c.categoria, 'Não informado'),
        null,
        c.ug_codigo,
        f.valor_liquido,
        'faturas'
    from {{ ref('fatura') }} as f
    inner join {{ ref('contrato') }} as c on f.contrato_id = c.contrato_id
    left join {{ ref('fornecedor') }} as p on c.fornecedor_chave = p.fornecedor_chave
    left join {{ ref('cobertura_tesouro') }} as v on f.orgao_chave = v.orgao_chave
    where f.estagio = 'paga' and not f.cancelada and c.receita_despesa = 'D' and v.orgao_chave is null
),

recortes as (
    select
        p.*,
        r.recorte,
        r.recorte_valor
    from pagas as p
    cross join {{ linhas_de('r', ['recorte', 'recorte_valor'], [
        ["'total'", "'total'"], ["'categoria'", 'p.categoria'], ["'natureza'", 'p.natureza'], ["'ug'", 'p.ug_codigo']
    ]) }}
    where r.recorte_valor is not null and p.exercicio is not null and p.fornecedor is not null
),

somas as (
    select
        orgao_chave,
        exercicio,
        recorte,
        recorte_valor,
        fornecedor,
        max(base) as base,
        sum(valor) as valor
    from recortes
    group by orgao_chave, exercicio, recorte, recorte_valor, fornecedor
),

participacoes as (
    select
        *,
        case when valor > 0 then valor end as parte,
        row_number() over (
            partition by orgao_chave, exercicio, recorte, recorte_valor order by valor desc, fornecedor
        ) as posicao,
        sum(case when valor > 0 then valor end) over (partition by orgao_chave, exercicio, recorte, recorte_valor) as total
    from somas
),

indices as (
    select
        orgao_chave,
        exercicio,
        recorte,
        recorte_valor,
        max(base) as base,
        count(parte) as qtd_fornecedores,
        10000 * sum((parte / total) * (parte / total)) as hhi,
        {{ filtrado('sum(parte / total)', 'posicao = 1') }} as cr1,
        {{ filtrado('sum(parte / total)', 'posicao <= 5') }} as cr5,
        max(total) as valor_base,
        count(*) - count(parte) as qtd_excluidos
    from participacoes
    group by orgao_chave, exercicio, recorte, recorte_valor
)

select
    i.orgao_chave,
    i.exercicio,
    i.recorte,
    i.recorte_valor,
    i.base,
    cast(i.qtd_fornecedores as integer) as qtd_fornecedores,
    cast(i.hhi as numeric(12, 4)) as hhi,
    case when i.hhi < 1500 then 'Baixa' when i.hhi <= 2500 then 'Moderada' when i.hhi > 2500 then 'Alta' end as faixa_hhi,
    cast({{ menor(['i.cr1', 1]) }} as numeric(12, 6)) as pct_cr1,
    cast({{ menor(['i.cr5', 1]) }} as numeric(12, 6)) as pct_cr5,
    cast(i.valor_base as numeric(18, 2)) as valor_base,
    cast(i.qtd_excluidos as integer) as qtd_excluidos,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from indices as i
inner join {{ ref('data_referencia') }} as r on r.fonte = case i.base when 'tesouro' then 'tesouro_gerencial' else 'compras_gov' end
