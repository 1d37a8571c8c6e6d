{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ separa_linhas(ref('plano_empenho'), ['id_plano_acao', 'regra_codigo', 'confianca', 'evidencia', 'contradicao']) }}",
    indexes=[{'columns': ['linha_id'], 'unique': true}, {'columns': ['ne']}]
) }}
-- Every commitment line of the Treasury once, with the plan of its note or none: no line is dropped or repeated.
select
    l.linha_id,
    l.orgao_chave,
    l.exercicio,
    l.competencia,
    l.data_lancamento,
    l.tipo_linha,
    l.ne,
    l.ne_curta,
    l.ug_codigo,
    l.ptres,
    l.natureza_codigo,
    b.id_plano_acao,
    coalesce(b.regra_codigo, 'E9_nenhum') as regra_codigo,
    coalesce(b.confianca, 'nenhuma') as confianca,
    b.evidencia,
    coalesce(b.contradicao, false) as contradicao,
    case
        when l.ne is null then 'ne_invalida'
        when b.confianca in ('manual', 'exata', 'alta', 'media') then 'vinculado'
        when b.confianca = 'baixa' then 'baixa_confianca'
        when b.confianca = 'ambigua' then 'ambigua'
        else 'sem_plano'
    end as grupo,
    l.valor_empenhado,
    l.valor_liquidado,
    l.valor_pago,
    l.valor_rp_inscrito,
    l.valor_rp_pago,
    {{ colunas_tecnicas('l', 'tesouro_gerencial') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ ref('empenho_lancamento') }} as l
{%- if is_incremental() %}
inner join linhas_a_refazer as m on l.linha_id = m.linha_id
{%- endif %}
left join {{ ref('plano_empenho') }} as b on l.ne = b.ne
-- depends_on: {{ ref('linha_mudada') }}
