-- Commitments of the three modules. Only fundo a fundo tells the gestão, so only its notes have the whole key.
with empenhos as (
    select
        'fundo_a_fundo' as modalidade, e.id_empenho, e.id_plano_acao as id_plano, e.numero_empenho as numero,
        {{ ug_de_inteiro('e.ug_emitente_empenho') }} as ug, e.gestao_emitente_empenho as gestao, e.data_emissao_empenho as data_texto,
        e.ano_empenho as ano, e.descricao_situacao_empenho as situacao, cast(e.natureza_despesa_empenho as {{ tipo('text') }}) as natureza,
        cast(null as {{ tipo('text') }}) as ptres, e.fonte_recurso_empenho as fonte, e.plano_interno_empenho as plano_interno,
        e.valor_empenho as valor, e._ingested_at, e._run_id, e._deleted_at
    from {{ source('transferegov_fundoafundo', 'empenhos') }} as e
    union all
    select
        'especial' as modalidade, e.id_empenho, e.id_plano_acao as id_plano, e.numero_empenho as numero,
        {{ ug_de_inteiro('e.ug_emitente_empenho') }} as ug, cast(null as {{ tipo('text') }}) as gestao, e.data_emissao_empenho as data_texto,
        cast(null as bigint) as ano, e.descricao_situacao_empenho as situacao, cast(e.natureza_despesa_empenho as {{ tipo('text') }}) as natureza,
        cast(e.ptres_empenho as {{ tipo('text') }}) as ptres, e.fonte_recurso_empenho as fonte, e.plano_interno_empenho as plano_interno,
        e.valor_empenho as valor, e._ingested_at, e._run_id, e._deleted_at
    from {{ source('transferegov_especiais', 'empenhos') }} as e
    union all
    select
        'parceria' as modalidade, e.id_empenho_parceria as id_empenho, p.id_proposta as id_plano,
        coalesce(case when {{ casa('e.numero_nota_empenho_gerada', 'NE') }} then e.numero_nota_empenho_gerada end,
            e.aa_empenho || 'NE' || e.nr_empenho) as numero,
        coalesce({{ ug_de_inteiro('e.cd_ug_emitente') }}, e.ug_emitente) as ug, cast(null as {{ tipo('text') }}) as gestao, e.data_emissao as data_texto,
        e.aa_empenho as ano, coalesce({{ texto('e.in_situacao_siafi') }}, e.nome_situacao_minuta) as situacao,
        cast(null as {{ tipo('text') }}) as natureza, cast(null as {{ tipo('text') }}) as ptres, cast(null as {{ tipo('text') }}) as fonte, cast(null as {{ tipo('text') }}) as plano_interno,
        e.valor_empenho as valor, e._ingested_at, e._run_id, e._deleted_at
    from {{ source('transferegov_parcerias', 'empenho_parceria') }} as e
    left join {{ source('transferegov_parcerias', 'parceria') }} as p on e.id_parceria = p.id_parceria
)

select
    e.modalidade || '/' || e.id_empenho as empenho_chave,
    e.modalidade,
    e.id_empenho,
    p.plano_chave,
    coalesce(p.orgao_chave, orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ documento_siafi('e.numero', 'e.ug', 'e.gestao') }} as ne,
    {{ documento_curto('e.numero') }} as ne_curta,
    e.ug as ug_emitente,
    {{ data_iso('e.data_texto') }} as data_emissao,
    coalesce(cast(extract(year from {{ data_iso('e.data_texto') }}) as integer), cast(e.ano as integer)) as exercicio,
    {{ texto('e.situacao') }} as situacao_fonte,
    {{ estagio_do_documento() }} as estagio,
    {{ natureza_codigo('e.natureza') }} as natureza_codigo,
    lpad(e.ptres, 6, '0') as ptres,
    {{ texto('e.fonte') }} as fonte_codigo,
    {{ texto('e.plano_interno') }} as plano_interno,
    cast(e.valor as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('e', 'transferegov') }},
    {{ erros_conversao([
        ('ne_curta', 'e.numero', documento_curto('e.numero')),
        ('data_emissao', 'e.data_texto', data_iso('e.data_texto')),
    ]) }} as _erros_conversao
from empenhos as e
left join {{ ref('transferencia_plano') }} as p on e.modalidade = p.modalidade and e.id_plano = p.id_plano
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on e.ug = orgao_ug.ug_codigo
left join {{ ref('situacao_transferencia') }} as s
    on s.documento = 'empenho' and {{ situacao_normalizada('e.situacao') }} = s.situacao
