-- Pairs that the purchase, the process or the supplier suggest, for every note and contract: which of them decides is
-- chosen later, note by note, so a contract is offered to every note whatever it already has.
with partes as (
    select
        f.fornecedor_chave,
        -- The same supplier: one company, one document, or units of one órgão.
        case
            when f.cnpj_raiz is not null then 'PJ:' || f.cnpj_raiz
            when u.orgao_codigo is not null then 'ORGAO:' || u.orgao_codigo
            else f.fornecedor_chave
        end as grupo
    from {{ ref('fornecedor') }} as f
    left join {{ ref('unidade_gestora') }} as u on f.fornecedor_chave = 'UG:' || u.ug_codigo
),

contratos as (
    select
        c.*,
        p.grupo,
        count(*) over (partition by c.processo_nup) as qtd_do_processo
    from {{ ref('contrato') }} as c
    left join partes as p on c.fornecedor_chave = p.fornecedor_chave
    where c.receita_despesa = 'D' and c._deleted_at is null
),

notas as (
    select
        n.*,
        p.grupo
    from {{ ref('nota_empenho') }} as n
    left join partes as p on n.fornecedor_chave = p.fornecedor_chave
    where n.ne is not null
),

compras as (
    select
        c.contrato_id,
        n.ne,
        coalesce(n.compra_id17 = c.compra_id17_licitacao, false) as pela_licitacao,
        coalesce(n.compra_id17 = c.compra_id17_contrato, false) as pelo_contrato,
        n.compra_id17
    from notas as n
    inner join contratos as c
        on (n.compra_id17 = c.compra_id17_licitacao or n.compra_id17 = c.compra_id17_contrato) and n.grupo = c.grupo
    where {{ nota_na_janela('c', 'n') }}
),

processos as (
    select
        c.contrato_id,
        n.ne,
        n.processo_nup,
        coalesce(n.grupo = c.grupo, false) as mesmo_fornecedor,
        c.qtd_do_processo
    from notas as n
    inner join contratos as c on n.processo_nup = c.processo_nup
    where length(n.processo_nup) in (15, 17) and {{ nota_na_janela('c', 'n') }}
),

fornecedores as (
    select
        c.contrato_id,
        n.ne,
        count(*) over (partition by n.ne) as qtd
    from notas as n
    inner join contratos as c on n.grupo = c.grupo and n.ug_codigo = c.ug_codigo
    where {{ nota_na_janela('c', 'n') }}
)

select
    contrato_id,
    ne,
    'C4_compra' as regra_codigo,
    4 as regra_ordem,
    -- One key naming a contract and the other another one is a contradiction, not a division.
    {{ algum('pela_licitacao and not pelo_contrato') }} over (partition by ne)
    and {{ algum('pelo_contrato and not pela_licitacao') }} over (partition by ne) as ambigua,
    'compra=' || compra_id17 || ' (chave '
    || case when pela_licitacao and pelo_contrato then 'da licitação e do contrato' when pela_licitacao then 'da licitação' else 'do contrato' end
    || ') e mesmo fornecedor' as evidencia
from compras
union all
select contrato_id, ne, 'C5_processo_fornecedor', 5, false, 'processo=' || processo_nup || ' e mesmo fornecedor'
from processos
where mesmo_fornecedor
union all
select contrato_id, ne, 'C6_processo', 6, qtd_do_processo > 1, 'processo=' || processo_nup
from processos
union all
select contrato_id, ne, 'C7_fornecedor', 7, false, 'único contrato do fornecedor na UG na data da nota'
from fornecedores
where qtd = 1
