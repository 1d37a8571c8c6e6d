select
    m.id_meta,
    m.id_plano_acao,
    coalesce(a.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(m.nr_numero_meta as integer) as numero,
    {{ texto('m.tx_nome_meta') }} as nome,
    {{ sem_cpf(texto('m.tx_descricao_meta')) }} as descricao,
    {{ texto('m.tp_unidade_meta') }} as unidade_medida,
    cast(m.nr_quantidade_meta as numeric(18, 5)) as quantidade,
    cast(m.vl_valor_unitario_meta as numeric(18, 4)) as valor_unitario,
    cast(m.nr_quantidade_meta * m.vl_valor_unitario_meta as numeric(18, 2)) as valor_total,
    {{ data_iso('m.dt_inicio_vigencia_meta') }} as vigencia_inicio,
    {{ data_iso('m.dt_fim_vigencia_meta') }} as vigencia_fim,
    {{ colunas_tecnicas('m', 'transferegov_ted') }},
    {{ erros_conversao([
        ('vigencia_inicio', 'm.dt_inicio_vigencia_meta', data_iso('m.dt_inicio_vigencia_meta')),
        ('vigencia_fim', 'm.dt_fim_vigencia_meta', data_iso('m.dt_fim_vigencia_meta')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'planos_acao_metas') }} as m
left join {{ ref('plano_acao') }} as a on m.id_plano_acao = a.id_plano_acao
