-- TransfereGov does not tell the gestão of a financial programming: its key is unit and number.
select
    f.id_programacao,
    f.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(null as text) as pf,
    {{ documento_curto('f.tx_numero_programacao') }} as pf_curta,
    {{ texto('f.tx_minuta_programacao') }} as minuta,
    {{ texto('f.tp_pf_tipo_programacao') }} as tipo,
    {{ texto('f.ug_emitente_programacao') }} as ug_emitente,
    {{ texto('f.ug_favorecida_programacao') }} as ug_favorecida,
    {{ texto('f.tx_situacao_programacao') }} as situacao_fonte,
    {{ data_iso('f.dh_recebimento_programacao') }} as data_recebimento,
    {{ sem_cpf(texto('f.tx_observacao_programacao')) }} as observacao,
    {{ colunas_tecnicas('f', 'transferegov_ted') }},
    {{ erros_conversao([
        ('pf_curta', 'f.tx_numero_programacao', documento_curto('f.tx_numero_programacao')),
        ('data_recebimento', 'f.dh_recebimento_programacao', data_iso('f.dh_recebimento_programacao')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'programacoes_financeiras') }} as f
left join {{ ref('plano_acao') }} as a on f.id_plano_acao = a.id_plano_acao
