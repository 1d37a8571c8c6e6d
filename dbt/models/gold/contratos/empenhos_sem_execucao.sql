{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'motivo']}])
) }}
-- Notes that a contract declares and the Treasury's reports do not show. No line is information, not zero money, and so
-- there is no amount here.
with declaradas as (
    select
        d.contrato_id,
        d.ug_codigo,
        d.ne_curta,
        max(d.ne) as ne,
        cast({{ trecho('d.ne_curta', '^\\d{4}') }} as integer) as ne_ano,
        min(d.empenho_id) as empenho_id
    from {{ ref('contrato_empenho_declarado') }} as d
    where d._deleted_at is null
    group by d.contrato_id, d.ug_codigo, d.ne_curta, coalesce(d.ne, '')
),

cobertas as (
    select distinct ug_codigo
    from {{ ref('empenho_lancamento') }}
    where ug_codigo is not null
),

sem_linha as (
    select d.*
    from declaradas as d
    where not exists (select 1 from {{ ref('empenho_lancamento') }} as l where d.ne = l.ne)
)

select
    d.contrato_id || '/' || coalesce(d.ne, d.ug_codigo || '/' || d.ne_curta, cast(d.empenho_id as {{ tipo('text') }})) as chave_linha,
    r.orgao_chave,
    d.contrato_id,
    r.numero as contrato_numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.fornecedor_nome,
    r.situacao_vigencia,
    r.situacao_rotulo,
    r.faixa_vencimento,
    d.ne,
    d.ne_curta,
    d.ug_codigo,
    n.data_emissao,
    d.ne_ano,
    case
        when d.ne is null then 'nota_ilegivel'
        when v.orgao_chave is null then 'orgao_sem_tesouro'
        when u.ug_codigo is null then 'ug_fora_do_relatorio'
        when d.ne_ano < extract(year from v.inicio) then 'anterior_a_cobertura'
        else 'sem_lancamento'
    end as motivo,
    case
        when d.ne is null then 'Número da nota ilegível'
        when v.orgao_chave is null then 'Órgão sem relatórios do Tesouro'
        when u.ug_codigo is null then 'UG fora do relatório'
        when d.ne_ano < extract(year from v.inicio) then 'Anterior ao que os relatórios cobrem'
        else 'Sem lançamento'
    end as motivo_rotulo,
    v.inicio as cobertura_inicio,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from sem_linha as d
inner join {{ ref('contratos_resumo') }} as r on d.contrato_id = r.contrato_id and r.receita_despesa = 'D'
left join {{ ref('nota_empenho') }} as n on d.ne = n.ne
left join {{ ref('cobertura_tesouro') }} as v on r.orgao_chave = v.orgao_chave
left join cobertas as u on d.ug_codigo = u.ug_codigo
