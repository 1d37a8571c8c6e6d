-- Everything that moves in a TED in long form: Treasury lines with the plan that the bridges give or none, and the schedule.
-- A commitment that only the PTRES suggests has measures of its own, which no total takes.
select
    l.orgao_chave,
    b.id_plano_acao,
    l.exercicio,
    l.competencia,
    l.data_lancamento,
    'NC' as tipo_documento,
    case when l.tem_celula then 'nc_' || l.classe else 'nc_sem_celula' end as medida,
    l.valor_assinado as valor,
    l.fluxo
from {{ ref('nota_credito_lancamento') }} as l
left join {{ ref('plano_nota_credito') }} as b on l.linha_id = b.linha_id
union all
select
    l.orgao_chave,
    b.id_plano_acao,
    l.exercicio,
    l.competencia,
    l.data_lancamento,
    'PF' as tipo_documento,
    'pf_' || l.classe as medida,
    l.valor_assinado as valor,
    l.fluxo
from {{ ref('programacao_financeira_lancamento') }} as l
left join {{ ref('plano_programacao_financeira') }} as b on l.linha_id = b.linha_id
union all
select
    x.orgao_chave,
    x.id_plano_acao,
    x.exercicio,
    x.competencia,
    case when x.tipo_linha = 'movimento' then x.data_lancamento end as data_lancamento,
    'NE' as tipo_documento,
    m.medida || case when x.confianca = 'baixa' then '_baixa' else '' end as medida,
    cast(m.valor as numeric(18, 2)) as valor,
    cast(null as {{ tipo('text') }}) as fluxo
from {{ ref('execucao_ted') }} as x
cross join {{ linhas_de('m', ['medida', 'valor'], [
    ["'empenhado'", 'x.valor_empenhado'],
    ["'anulado'", 'case when x.valor_empenhado < 0 then -x.valor_empenhado end'],
    ["'liquidado'", 'x.valor_liquidado'],
    ["'pago'", 'x.valor_pago'],
    ["'rp_inscrito'", 'x.valor_rp_inscrito'],
    ["'rp_pago'", 'x.valor_rp_pago']
]) }}
where m.valor <> 0
union all
select
    o.orgao_chave,
    c.id_plano_acao,
    cast(extract(year from c.competencia) as integer) as exercicio,
    c.competencia,
    cast(null as date) as data_lancamento,
    'cronograma' as tipo_documento,
    'previsto' as medida,
    c.valor,
    cast(null as {{ tipo('text') }}) as fluxo
from {{ ref('plano_trabalho_parcela') }} as c
inner join {{ ref('plano_acao_orgao') }} as o on c.id_plano_acao = o.id_plano_acao
where c._deleted_at is null
