{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='chave_linha', on_schema_change='fail',
    pre_hook="{{ retira_documentos_de_ted() }}",
    indexes=por_filtro(['codigo_plano_acao'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['id_plano_acao']}, {'columns': ['orgao_chave', 'tipo_documento', 'grupo']}])
) }}
{%- set colunas = [
    'orgao_chave', 'tipo_documento', 'documento', 'exercicio', 'competencia', 'data_lancamento', 'ug_emitente', 'ug_favorecida',
    'numero_transferencia', 'evento_codigo', 'ptres', 'natureza_codigo', 'classe', 'fluxo', 'id_plano_acao', 'codigo_plano_acao',
    'regra_codigo', 'confianca', 'evidencia', 'qtd_candidatos', 'contradicao', 'grupo', 'valor', 'valor_liquidado', 'valor_pago',
    'valor_rp_inscrito', 'valor_rp_pago'
] %}
-- Choosing a line's TED is the work of the models before; here what costs is writing, so only lines that differ are written.
with documentos as (
    select
        'NC' as tipo_documento, l.linha_id, l.orgao_chave, l.exercicio, l.competencia, l.data_lancamento, l.nc as documento,
        l.ug_emitente, l.ug_favorecida, l.numero_transferencia, l.evento_codigo, l.ptres, l.natureza_codigo, l.classe, l.fluxo,
        b.id_plano_acao, b.regra_codigo, b.confianca, b.evidencia, b.qtd_candidatos, b.contradicao,
        case when l.tem_celula then b.grupo when b.grupo = 'vinculado' then 'vinculado_sem_celula' else 'sem_celula' end as grupo,
        l.valor_assinado as valor, cast(null as numeric(18, 2)) as valor_liquidado, cast(null as numeric(18, 2)) as valor_pago,
        cast(null as numeric(18, 2)) as valor_rp_inscrito, cast(null as numeric(18, 2)) as valor_rp_pago
    from {{ ref('nota_credito_lancamento') }} as l
    left join {{ ref('plano_nota_credito') }} as b on l.linha_id = b.linha_id
    union all
    select
        'PF' as tipo_documento, l.linha_id, l.orgao_chave, l.exercicio, l.competencia, l.data_lancamento, l.pf as documento,
        l.ug_emitente, l.ug_favorecida, l.numero_transferencia, l.evento_codigo, cast(null as {{ tipo('text') }}) as ptres,
        cast(null as {{ tipo('text') }}) as natureza_codigo, l.classe, l.fluxo, b.id_plano_acao, b.regra_codigo, b.confianca, b.evidencia,
        b.qtd_candidatos, b.contradicao, b.grupo, l.valor_assinado as valor, cast(null as numeric(18, 2)) as valor_liquidado,
        cast(null as numeric(18, 2)) as valor_pago, cast(null as numeric(18, 2)) as valor_rp_inscrito,
        cast(null as numeric(18, 2)) as valor_rp_pago
    from {{ ref('programacao_financeira_lancamento') }} as l
    left join {{ ref('plano_programacao_financeira') }} as b on l.linha_id = b.linha_id
    union all
    select
        'NE' as tipo_documento, x.linha_id, x.orgao_chave, x.exercicio, x.competencia, x.data_lancamento, x.ne as documento,
        x.ug_codigo as ug_emitente, cast(null as {{ tipo('text') }}) as ug_favorecida, cast(null as {{ tipo('text') }}) as numero_transferencia,
        cast(null as {{ tipo('text') }}) as evento_codigo, x.ptres, x.natureza_codigo, x.tipo_linha as classe, cast(null as {{ tipo('text') }}) as fluxo,
        x.id_plano_acao, x.regra_codigo, x.confianca, x.evidencia, cast(null as integer) as qtd_candidatos, x.contradicao, x.grupo,
        x.valor_empenhado as valor, x.valor_liquidado, x.valor_pago, x.valor_rp_inscrito, x.valor_rp_pago
    from {{ ref('execucao_ted') }} as x
),

prontos as (
    select
        d.tipo_documento || '/' || d.linha_id as chave_linha,
        d.orgao_chave,
        d.tipo_documento,
        d.documento,
        d.exercicio,
        d.competencia,
        d.data_lancamento,
        d.ug_emitente,
        d.ug_favorecida,
        d.numero_transferencia,
        d.evento_codigo,
        d.ptres,
        d.natureza_codigo,
        d.classe,
        d.fluxo,
        d.id_plano_acao,
        coalesce(p.codigo_plano_acao, 'Sem TED identificado') as codigo_plano_acao,
        d.regra_codigo,
        d.confianca,
        d.evidencia,
        d.qtd_candidatos,
        d.contradicao,
        d.grupo,
        d.valor,
        d.valor_liquidado,
        d.valor_pago,
        d.valor_rp_inscrito,
        d.valor_rp_pago
    from documentos as d
    left join {{ ref('plano_acao') }} as p on d.id_plano_acao = p.id_plano_acao
)

select
    d.chave_linha,
    {%- for coluna in colunas %}
    d.{{ coluna }}{{ "," if not loop.last }}
    {%- endfor %}
from prontos as d
{%- if is_incremental() %}
left join {{ this }} as tem on d.chave_linha = tem.chave_linha
where tem.chave_linha is null or {{ difere('d', 'tem', colunas) }}
{%- endif %}
