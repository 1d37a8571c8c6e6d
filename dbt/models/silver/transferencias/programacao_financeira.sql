-- TransfereGov does not tell the gestão of a financial programming: its key is unit and number. SIAFI, read by them, fills
-- what is missing.
with siafi as (
    select
        {{ aparado('s.cod_ug_emit') }} as ug_emitente,
        {{ documento_curto("s.ano || 'PF' || ltrim(s.numero_documento, '0')") }} as pf_curta,
        {{ texto('s.trf_cod_ug_favorecida') }} as ug_favorecida,
        {{ texto('s.trf_observacao') }} as observacao,
        row_number() over (
            partition by s.cod_ug_emit, s.ano, s.numero_documento order by (s._deleted_at is not null), s._ingested_at desc
        ) as preferencia
    from {{ source('siafi', 'programacoes_financeiras') }} as s
)

select
    f.id_programacao,
    f.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(null as {{ tipo('text') }}) as pf,
    {{ documento_curto('f.tx_numero_programacao') }} as pf_curta,
    {{ texto('f.tx_minuta_programacao') }} as minuta,
    {{ texto('f.tp_pf_tipo_programacao') }} as tipo,
    {{ texto('f.ug_emitente_programacao') }} as ug_emitente,
    coalesce({{ texto('f.ug_favorecida_programacao') }}, s.ug_favorecida) as ug_favorecida,
    {{ texto('f.tx_situacao_programacao') }} as situacao_fonte,
    {{ data_iso('f.dh_recebimento_programacao') }} as data_recebimento,
    {{ sem_cpf('coalesce(' ~ texto('f.tx_observacao_programacao') ~ ', s.observacao)') }} as observacao,
    {{ lista([
        "'transferegov_ted'",
        "case when s.pf_curta is not null then 'siafi' end"
    ]) }} as fontes,
    {{ colunas_tecnicas('f', 'transferegov_ted') }},
    {{ erros_conversao([
        ('pf_curta', 'f.tx_numero_programacao', documento_curto('f.tx_numero_programacao')),
        ('data_recebimento', 'f.dh_recebimento_programacao', data_iso('f.dh_recebimento_programacao')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'programacoes_financeiras') }} as f
left join {{ ref('plano_acao') }} as a on f.id_plano_acao = a.id_plano_acao
left join siafi as s
    on {{ texto('f.ug_emitente_programacao') }} = s.ug_emitente and {{ documento_curto('f.tx_numero_programacao') }} = s.pf_curta
    and s.preferencia = 1
