-- Management reports; those of especiais come per executor in the current form, and per plan in the old one.
with relatorios as (
    select
        'fundo_a_fundo' as modalidade, 'fundo_a_fundo/' || id_relatorio_gestao as relatorio_chave,
        cast({{ trecho('id_plano_acao', '^\\d{1,18}$') }} as bigint) as id_plano, cast(null as bigint) as id_executor,
        data_relatorio_gestao as data_texto, tipo_relatorio_gestao as tipo, situacao_relatorio_gestao as situacao,
        valor_executado_relatorio_gestao as executado, valor_pendente_relatorio_gestao as pendente, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_fundoafundo', 'relatorios_gestao') }}
    union all
    select
        'especial' as modalidade, 'especial/' || id_relatorio_gestao_novo as relatorio_chave, id_plano_acao as id_plano, id_executor,
        data_relatorio_gestao_novo as data_texto, tipo_relatorio_gestao_novo as tipo, situacao_relatorio_gestao_novo as situacao,
        valor_executado_relatorio_gestao_novo as executado, valor_pendente_relatorio_gestao_novo as pendente, _ingested_at, _run_id,
        _deleted_at
    from {{ source('transferegov_especiais', 'relatorios_gestao_novos') }}
    union all
    select
        'especial' as modalidade, 'especial/antigo/' || id_relatorio_gestao as relatorio_chave, id_plano_acao as id_plano,
        cast(null as bigint) as id_executor, data_relatorio_gestao as data_texto, tipo_relatorio_gestao as tipo,
        situacao_relatorio_gestao as situacao, valor_executado_relatorio_gestao as executado,
        valor_pendente_relatorio_gestao as pendente, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_especiais', 'relatorios_gestao') }}
)

select
    r.relatorio_chave,
    r.modalidade,
    p.plano_chave,
    r.id_executor,
    coalesce(p.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ data_iso('r.data_texto') }} as data,
    {{ texto('r.tipo') }} as tipo,
    {{ texto('r.situacao') }} as situacao_fonte,
    cast(r.executado as numeric(18, 2)) as valor_executado,
    cast(r.pendente as numeric(18, 2)) as valor_pendente,
    r._deleted_at is null and row_number() over (
        partition by p.plano_chave, r.id_executor
        order by (r._deleted_at is not null), {{ data_iso('r.data_texto') }} desc nulls last, r.relatorio_chave desc
    ) = 1 as eh_ultimo,
    {{ colunas_tecnicas('r', 'transferegov') }},
    {{ erros_conversao([('data', 'r.data_texto', data_iso('r.data_texto'))]) }} as _erros_conversao
from relatorios as r
left join {{ ref('transferencia_plano') }} as p on r.modalidade = p.modalidade and r.id_plano = p.id_plano
