-- The note as TransfereGov knows it; SIAFI, read by number, fills what is missing. A draft has no number, so no `nc`.
select
    n.id_nota,
    n.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ documento_siafi('n.tx_numero_nota', aparado('n.cd_ug_emitente_nota'), aparado('n.cd_gestao_emitente_nota')) }} as nc,
    {{ documento_curto('n.tx_numero_nota') }} as nc_curta,
    {{ texto('n.tx_minuta_nota') }} as minuta,
    coalesce({{ data_iso('n.dt_emissao_nota') }}, s.data_emissao) as data_emissao,
    {{ texto('n.cd_ug_emitente_nota') }} as ug_emitente,
    {{ texto('n.cd_gestao_emitente_nota') }} as gestao_emitente,
    coalesce({{ texto('n.cd_ug_favorecida_nota') }}, s.ug_favorecida) as ug_favorecida,
    coalesce({{ texto('n.cd_gestao_favorecida_nota') }}, s.gestao_favorecida) as gestao_favorecida,
    {{ texto('n.tx_situacao_nota') }} as situacao_fonte,
    coalesce({{ sem_cpf(texto('n.tx_observacao_nota')) }}, s.observacao) as observacao,
    {{ lista([
        "'transferegov_ted'",
        "case when s.nc is not null then 'siafi' end"
    ]) }} as fontes,
    {{ colunas_tecnicas('n', 'transferegov_ted') }},
    {{ erros_conversao([
        ('nc_curta', 'n.tx_numero_nota', documento_curto('n.tx_numero_nota')),
        ('data_emissao', 'n.dt_emissao_nota', data_iso('n.dt_emissao_nota')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'notas_credito') }} as n
left join {{ ref('plano_acao') }} as a on n.id_plano_acao = a.id_plano_acao
left join {{ ref('nota_credito_siafi') }} as s
    on {{ documento_siafi('n.tx_numero_nota', aparado('n.cd_ug_emitente_nota'), aparado('n.cd_gestao_emitente_nota')) }} = s.nc
