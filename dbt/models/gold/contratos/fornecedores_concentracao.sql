{{ config(indexes=[{'columns': ['orgao_chave', 'exercicio', 'recorte', 'recorte_valor'], 'unique': true}]) }}
-- Base while the Treasury is not loaded: net amount of invoices in stage 'paga', in the year of liquidation
-- (else due date, else issue). A supplier is a company (CNPJ root), a unit, a foreigner or a person.
with pagas as (
    select
        f.orgao_chave,
        cast(extract(year from coalesce(f.data_liquidacao, f.data_vencimento, f.data_emissao)) as integer) as exercicio,
        coalesce(p.cnpj_raiz, c.fornecedor_chave) as fornecedor,
        coalesce(c.categoria, 'Não informado') as categoria,
        c.ug_codigo,
        f.valor_liquido
    from {{ ref('fatura') }} as f
    inner join {{ ref('contrato') }} as c on f.contrato_id = c.contrato_id
    left join {{ ref('fornecedor') }} as p on c.fornecedor_chave = p.fornecedor_chave
    where f.estagio = 'paga' and not f.cancelada and c.receita_despesa = 'D'
),

recortes as (
    select orgao_chave, exercicio, fornecedor, 'total' as recorte, 'total' as recorte_valor, valor_liquido from pagas
    union all
    select orgao_chave, exercicio, fornecedor, 'categoria', categoria, valor_liquido from pagas
    union all
    select orgao_chave, exercicio, fornecedor, 'ug', ug_codigo, valor_liquido from pagas
),

somas as (
    select
        orgao_chave,
        exercicio,
        recorte,
        recorte_valor,
        fornecedor,
        sum(valor_liquido) as valor
    from recortes
    where exercicio is not null
    group by orgao_chave, exercicio, recorte, recorte_valor, fornecedor
),

participacoes as (
    select
        *,
        case when valor > 0 then valor end as base,
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
        count(base) as qtd_fornecedores,
        10000 * sum((base / total) * (base / total)) as hhi,
        sum(base / total) filter (where posicao = 1) as cr1,
        sum(base / total) filter (where posicao <= 5) as cr5,
        max(total) as valor_base,
        count(*) - count(base) as qtd_excluidos
    from participacoes
    group by orgao_chave, exercicio, recorte, recorte_valor
)

select
    i.orgao_chave,
    i.exercicio,
    i.recorte,
    i.recorte_valor,
    cast(i.qtd_fornecedores as integer) as qtd_fornecedores,
    cast(i.hhi as numeric(12, 4)) as hhi,
    case when i.hhi < 1500 then 'Baixa' when i.hhi <= 2500 then 'Moderada' when i.hhi > 2500 then 'Alta' end as faixa_hhi,
    cast(least(i.cr1, 1) as numeric(12, 6)) as pct_cr1,
    cast(least(i.cr5, 1) as numeric(12, 6)) as pct_cr5,
    cast(i.valor_base as numeric(18, 2)) as valor_base,
    cast(i.qtd_excluidos as integer) as qtd_excluidos,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from indices as i
cross join {{ ref('data_referencia') }} as r
where r.fonte = 'compras_gov'
