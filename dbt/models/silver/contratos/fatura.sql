{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail', pre_hook="{{ separa_faturas() }}",
    indexes=[{'columns': ['fatura_id'], 'unique': true}]
) }}
{%- set datas = ['emissao', 'protocolo', 'ateste', 'vencimento', 'prazo', 'data_liquidacao'] -%}
{%- set valores = ['valor', 'juros', 'multa', 'glosa', 'valorliquido'] -%}
-- Each expression that is asked for more than once is computed once: `offset 0` keeps a step apart.
with referencias as (
    select
        f.id as fatura_id,
        count(*) as qtd,
        min({{ mes_ano(json_texto('lista.item', 'mesref'), json_texto('lista.item', 'anoref')) }}) as competencia
    from {{ source('compras_gov', 'faturas') }} as f
    {{ a_refazer('f') }}
    cross join {{ elementos('f.dados_referencia') }}
    group by f.id
),

-- A few words say the situation of every invoice.
situacoes as (
    select
        f.situacao,
        s.estagio
    from (select distinct situacao from {{ source('compras_gov', 'faturas') }}) as f
    inner join {{ ref('situacao_fatura') }} as s on {{ situacao_normalizada('f.situacao') }} = s.situacao
),

convertidas as (
    select
        f.*,
        {%- for coluna in datas %}
        {{ data_iso('f.' ~ coluna) }} as dia_{{ coluna }},
        {%- endfor %}
        {%- for coluna in valores %}
        {{ dinheiro_br('f.' ~ coluna) }} as valor_{{ coluna }},
        {%- endfor %}
        {{ mes_ano('f.mesref', 'f.anoref') }} as mes_antigo,
        {{ texto('f.justificativafatura_id') }} as texto_justificativa,
        {{ codigo_de('f.contratante') }} as ug
    from {{ source('compras_gov', 'faturas') }} as f
    {{ a_refazer('f') }}
    {{ passo_separado() }} -- noqa: AM09
)

select
    f.id as fatura_id,
    f.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('f.numero') }} as numero,
    {{ texto('f.numero_serie') }} as numero_serie,
    {{ trecho('f.chave_nfe', '^\\d{44}$') }} as chave_nfe,
    f.ug as ug_codigo,
    {{ documento_siafi('f.sfadrao_id', 'f.ug', "'00001'") }} as documento_habil,
    {{ texto('f.tipolistafatura_id') }} as tipo_lista,
    {{ texto('f.tipo_instrumento_cobranca') }} as tipo_instrumento_cobranca,
    {{ sem_cpf('f.texto_justificativa') }} as justificativa,
    f.dia_emissao as data_emissao,
    f.dia_protocolo as data_protocolo,
    f.dia_ateste as data_ateste,
    f.dia_vencimento as data_vencimento,
    f.dia_prazo as data_prazo,
    f.dia_data_liquidacao as data_liquidacao,
    f.valor_valor as valor,
    f.valor_juros,
    f.valor_multa,
    f.valor_glosa,
    f.valor_valorliquido as valor_liquido,
    {{ texto('f.situacao') }} as situacao_fonte,
    coalesce(s.estagio, 'nao_classificada') as estagio,
    coalesce({{ sim_nao('f.nota_cancelada') }}, false) or coalesce(s.estagio = 'cancelada', false) as cancelada,
    case
        when r.qtd = 1 then r.competencia
        when r.qtd is null then f.mes_antigo
    end as competencia,
    case
        when r.qtd >= 1 then 'referencia'
        when f.mes_antigo is not null then 'mesref_antigo'
        else 'desconhecida'
    end as competencia_origem,
    {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 'f.fornecedor_ic_mascara', 'f.fornecedor_ic_pseudonimo') }} as fornecedor_chave,
    {{ processo_nup('f.processo') }} as processo_nup,
    {{ colunas_tecnicas('f') }},
    {{ erros_conversao([
        ('data_emissao', 'f.emissao', 'f.dia_emissao'),
        ('data_vencimento', 'f.vencimento', 'f.dia_vencimento'),
        ('data_ateste', 'f.ateste', 'f.dia_ateste'),
        ('data_liquidacao', 'f.data_liquidacao', 'f.dia_data_liquidacao'),
        ('valor', 'f.valor', 'f.valor_valor'),
        ('valor_juros', 'f.juros', 'f.valor_juros'),
        ('valor_multa', 'f.multa', 'f.valor_multa'),
        ('valor_glosa', 'f.glosa', 'f.valor_glosa'),
        ('valor_liquido', 'f.valorliquido', 'f.valor_valorliquido'),
    ]) }} as _erros_conversao
from convertidas as f
left join referencias as r on f.id = r.fatura_id
left join situacoes as s on f.situacao = s.situacao
left join {{ ref('contrato_lista') }} as c on f.contrato_id = c.contrato_id
