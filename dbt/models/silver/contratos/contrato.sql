{%- set modalidade_ok = casa('c.unidade_compra', '^\\d{6}$') ~ " and " ~ casa('c.codigo_modalidade', '^\\d{2}$') -%}
-- What one row of each input is: c a contract, t the facts of its terms, p the sum of its schedule.
with termos as (
    select
        contrato_id,
        {{ filtrado('min(data_assinatura)', "tipo_codigo = '20'") }} as data_rescisao,
        {{ primeiro('valor_inicial', 'data_assinatura, termo_id', "tipo_codigo = '50'", 'numeric(18, 2)') }}
            as valor_inicial_original
    from {{ ref('contrato_termo') }}
    where _deleted_at is null
    group by contrato_id
),

parcelas as (
    select
        contrato_id,
        sum(valor) as valor_cronograma
    from {{ ref('contrato_parcela') }}
    where _deleted_at is null
    group by contrato_id
),

convertidos as (
    select
        c.*,
        {{ data_iso('c.data_assinatura') }} as assinatura,
        {{ data_iso('c.vigencia_inicio') }} as inicio,
        {{ data_iso('c.vigencia_fim') }} as fim,
        {{ dinheiro_br('c.valor_inicial') }} as inicial,
        {{ dinheiro_br('c.valor_global') }} as global,
        {{ dinheiro_br('c.valor_parcela') }} as parcela,
        {{ dinheiro_br('c.valor_acumulado') }} as acumulado
    from {{ ref('contrato_lista') }} as c
)

select
    c.contrato_id,
    c.orgao_chave,
    {{ texto('c.numero') }} as numero,
    cast({{ trecho('c.numero', '^(\\d{5})/\\d{4}$') }} as integer) as numero_sequencial,
    cast({{ trecho('c.numero', '^\\d{5}/(\\d{4})$') }} as integer) as numero_ano,
    case when c.codigo_tipo = '99' then {{ trecho('upper(' ~ aparado('c.numero') ~ ')', '^\\d{4}NE\\d{6}$') }} end as ne_propria,
    case c.receita_despesa when 'Despesa' then 'D' when 'Receita' then 'R' end as receita_despesa,
    {{ texto('c.codigo_tipo') }} as tipo_codigo,
    {{ texto('c.tipo') }} as tipo,
    {{ texto('c.subtipo') }} as subtipo,
    {{ texto('c.categoria') }} as categoria,
    {{ texto('c.subcategoria') }} as subcategoria,
    {{ texto('c.codigo_modalidade') }} as modalidade_codigo,
    {{ texto('c.modalidade') }} as modalidade,
    c.ug_codigo,
    c.ug_origem_codigo,
    c.orgao_codigo,
    c.orgao_origem_codigo,
    c.unidade_compra as unidade_compra_codigo,
    {{ texto('c.licitacao_numero') }} as licitacao_numero,
    case
        when {{ modalidade_ok }} and {{ casa('c.licitacao_numero', '^\\d{5}/\\d{4}$') }}
            then c.unidade_compra || c.codigo_modalidade || replace(c.licitacao_numero, '/', '')
    end as compra_id17_licitacao,
    case
        when {{ modalidade_ok }} and {{ casa('c.numero', '^\\d{5}/\\d{4}$') }}
            then c.unidade_compra || c.codigo_modalidade || replace(c.numero, '/', '')
    end as compra_id17_contrato,
    {{ fornecedor_chave('c.fornecedor_tipo', 'c.fornecedor_cnpj_cpf_idgener_mascara', 'c.fornecedor_cnpj_cpf_idgener_pseudonimo') }}
        as fornecedor_chave,
    {{ texto('c.processo') }} as processo,
    {{ processo_nup('c.processo') }} as processo_nup,
    {{ sem_cpf(texto('c.objeto')) }} as objeto,
    {{ sem_cpf(texto('c.informacao_complementar')) }} as informacao_complementar,
    {{ texto('c.amparo_legal') }} as amparo_legal,
    case
        when {{ casa('c.amparo_legal', '14\\.?133') }} then '14133'
        when {{ casa('c.amparo_legal', '8\\.?666') }} then '8666'
        when {{ casa('c.amparo_legal', '10\\.?520') }} then '10520'
        when {{ casa('c.amparo_legal', '12\\.?462') }} then '12462'
        when {{ casa('c.amparo_legal', '13\\.?303') }} then '13303'
        when {{ texto('c.amparo_legal') }} is not null and {{ nao_casa('upper(c.amparo_legal)', 'SE APLICA') }} then 'outra'
    end as lei,
    c.situacao as situacao_fonte,
    {{ texto('c.justificativa_inativo') }} as justificativa_inativo,
    {{ sim_nao('c.prorrogavel') }} as prorrogavel,
    c.assinatura as data_assinatura,
    {{ data_iso('c.data_publicacao') }} as data_publicacao,
    {{ data_iso('c.data_proposta_comercial') }} as data_proposta,
    c.inicio as vigencia_inicio,
    c.fim as vigencia_fim,
    coalesce(c.codigo_tipo, '') <> '99' and (c.fim is null or c.fim >= date '2090-01-01') as vigencia_indeterminada,
    coalesce(
        t.data_rescisao,
        case
            when upper(c.justificativa_inativo) like 'RESCIND%'
                then {{ dia_de('c._first_seen_at') }}
        end
    ) as data_rescisao,
    c.inicial as valor_inicial_fonte,
    c.global as valor_global,
    c.parcela as valor_parcela,
    c.acumulado as valor_acumulado,
    cast(t.valor_inicial_original as numeric(18, 2)) as valor_inicial_original,
    cast(c.num_parcelas as integer) as num_parcelas,
    cast(
        case
            when p.valor_cronograma > 0 then p.valor_cronograma
            when c.acumulado > 0 then c.acumulado
            else c.global
        end as numeric(18, 2)
    ) as valor_referencia,
    case
        when p.valor_cronograma > 0 then 'cronograma'
        when c.acumulado > 0 then 'acumulado'
        when c.global is not null then 'global'
    end as valor_referencia_origem,
    c.lista_origem,
    c._fonte,
    c._ingested_at,
    c._run_id,
    c._deleted_at,
    {{ erros_conversao([
        ('data_assinatura', 'c.data_assinatura', 'c.assinatura'),
        ('data_publicacao', 'c.data_publicacao', data_iso('c.data_publicacao')),
        ('vigencia_inicio', 'c.vigencia_inicio', 'c.inicio'),
        ('vigencia_fim', 'c.vigencia_fim', 'c.fim'),
        ('valor_inicial', 'c.valor_inicial', 'c.inicial'),
        ('valor_global', 'c.valor_global', 'c.global'),
        ('valor_parcela', 'c.valor_parcela', 'c.parcela'),
        ('valor_acumulado', 'c.valor_acumulado', 'c.acumulado'),
    ]) }} as _erros_conversao
from convertidos as c
left join termos as t on c.contrato_id = t.contrato_id
left join parcelas as p on c.contrato_id = p.contrato_id
