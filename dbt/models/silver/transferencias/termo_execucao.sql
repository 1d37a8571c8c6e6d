select
    t.id_termo,
    t.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('t.tx_situacao_termo') }} as situacao,
    {{ texto('t.tx_num_processo_sei') }} as processo,
    {{ processo_nup('t.tx_num_processo_sei') }} as processo_nup,
    {{ data_iso('t.dt_assinatura_termo') }} as data_assinatura,
    {{ data_iso('t.dt_divulgacao_termo') }} as data_divulgacao,
    {{ data_iso('t.formalizacao_termo_execucao_dt_recebimento_termo') }} as data_recebimento,
    {{ data_iso('t.formalizacao_termo_execucao_dt_efetivacao_termo') }} as data_efetivacao,
    {{ texto('t.formalizacao_termo_execucao_tx_numero_ns_termo') }} as ns_numero,
    {{ texto('t.link_termo_execucao_tx_link') }} as url,
    {{ colunas_tecnicas('t', 'transferegov_ted') }},
    {{ erros_conversao([
        ('data_assinatura', 't.dt_assinatura_termo', data_iso('t.dt_assinatura_termo')),
        ('data_divulgacao', 't.dt_divulgacao_termo', data_iso('t.dt_divulgacao_termo')),
        ('data_recebimento', 't.formalizacao_termo_execucao_dt_recebimento_termo', data_iso('t.formalizacao_termo_execucao_dt_recebimento_termo')),
        ('data_efetivacao', 't.formalizacao_termo_execucao_dt_efetivacao_termo', data_iso('t.formalizacao_termo_execucao_dt_efetivacao_termo')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'termos_execucao') }} as t
left join {{ ref('plano_acao') }} as a on t.id_plano_acao = a.id_plano_acao
