select
    e.id_etapa,
    e.id_meta,
    m.id_plano_acao,
    coalesce(m.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(e.nr_numero_etapa as integer) as numero,
    {{ texto('e.tx_nome_etapa') }} as nome,
    {{ sem_cpf(texto('e.tx_descricao_etapa')) }} as descricao,
    {{ texto('e.unidade_medida_etapa') }} as unidade_medida,
    cast(e.nr_quantidade_etapa as numeric(18, 5)) as quantidade,
    cast(e.vl_valor_unitario_etapa as numeric(18, 4)) as valor_unitario,
    cast(e.nr_quantidade_etapa * e.vl_valor_unitario_etapa as numeric(18, 2)) as valor_total,
    {{ data_iso('e.dt_inicio_vigencia_etapa') }} as vigencia_inicio,
    {{ data_iso('e.dt_fim_vigencia_etapa') }} as vigencia_fim,
    {{ colunas_tecnicas('e', 'transferegov_ted') }},
    {{ erros_conversao([
        ('vigencia_inicio', 'e.dt_inicio_vigencia_etapa', data_iso('e.dt_inicio_vigencia_etapa')),
        ('vigencia_fim', 'e.dt_fim_vigencia_etapa', data_iso('e.dt_fim_vigencia_etapa')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'planos_acao_metas_etapas') }} as e
left join {{ ref('plano_acao_meta') }} as m on e.id_meta = m.id_meta
