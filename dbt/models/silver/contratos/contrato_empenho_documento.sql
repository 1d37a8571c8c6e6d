-- Pairs that a document states: a human decision, the contract's own declaration, a contract that is a note, an invoice.
-- Notes are those with a key of 23, so that equal numbers of two units never meet.
with contratos as (
    select * from {{ ref('contrato') }}
    where receita_despesa = 'D'
),

notas as (
    select
        ne,
        ne_curta,
        ug_codigo,
        count(*) over (partition by ug_codigo, ne_curta) as qtd_iguais
    from {{ ref('nota_empenho') }}
    where ne is not null
),

-- An invoice names a note by the source's id; without a known id, by its number in the unit that pays.
faturadas as (
    select
        i.contrato_id,
        coalesce(s.ne, n.ne) as ne,
        s.ne is not null as por_id,
        i.fatura_id,
        i.valor
    from {{ ref('fatura_empenho') }} as i
    inner join {{ ref('fatura') }} as f on i.fatura_id = f.fatura_id
    left join {{ ref('empenho_saldo_compras') }} as s on i.empenho_id = s.empenho_id
    left join notas as n on s.ne is null and i.ne_curta = n.ne_curta and f.ug_codigo = n.ug_codigo and n.qtd_iguais = 1
    where not f.cancelada and f._deleted_at is null
)

select
    m.contrato_id,
    m.ne,
    'C0_manual' as regra_codigo,
    0 as regra_ordem,
    'manual' as confianca,
    'decisão de ' || coalesce({{ data_formatada('m.data', 'DD/MM/YYYY') }}, 'data não informada') as evidencia,
    cast(null as numeric(18, 2)) as valor_faturado
from {{ ref('vinculo_manual_contrato_empenho') }} as m
inner join contratos as c on m.contrato_id = c.contrato_id
where m.decisao = 'vincular'
union all
select
    d.contrato_id,
    d.ne,
    'C1_declarado',
    1,
    'exata',
    'empenho_id=' || {{ lista_de_textos('cast(d.empenho_id as ' ~ tipo('text') ~ ')', distinto=true) }},
    null
from {{ ref('contrato_empenho_declarado') }} as d
inner join contratos as c on d.contrato_id = c.contrato_id
where d.ne is not null and (d._deleted_at is null or c._deleted_at is not null)
group by d.contrato_id, d.ne
union all
select
    c.contrato_id,
    n.ne,
    'C2_ne_propria',
    2,
    case when n.qtd_iguais = 1 then 'exata' else 'alta' end,
    'número do contrato=' || c.ne_propria,
    null
from contratos as c
inner join notas as n on c.ne_propria = n.ne_curta and c.ug_codigo = n.ug_codigo
where c.tipo_codigo = '99'
union all
select
    f.contrato_id,
    f.ne,
    'C3_fatura',
    3,
    case when {{ algum('f.por_id') }} then 'exata' else 'alta' end,
    count(distinct f.fatura_id) || ' fatura(s), a primeira ' || min(f.fatura_id),
    cast(sum(f.valor) as numeric(18, 2))
from faturadas as f
inner join contratos as c on f.contrato_id = c.contrato_id
where f.ne is not null
group by f.contrato_id, f.ne
