with metas as (
    select
        'fundo_a_fundo' as modalidade, id_meta_plano_acao as id_meta, id_plano_acao as id_plano, numero_meta_plano_acao as numero,
        nome_meta_plano_acao as nome, descricao_meta_plano_acao as descricao, valor_meta_plano_acao as valor, _ingested_at, _run_id,
        _deleted_at
    from {{ source('transferegov_fundoafundo', 'planos_acao_metas') }}
    union all
    select
        'especial' as modalidade, m.id_meta, x.id_plano_acao as id_plano, cast(m.sequencial_meta as {{ tipo('text') }}) as numero, m.nome_meta as nome,
        m.desc_meta as descricao,
        coalesce(m.vl_custeio_emenda_especial_meta, 0) + coalesce(m.vl_investimento_emenda_especial_meta, 0) as valor,
        m._ingested_at, m._run_id, m._deleted_at
    from {{ source('transferegov_especiais', 'meta') }} as m
    left join {{ source('transferegov_especiais', 'executores') }} as x on m.id_executor = x.id_executor
    union all
    select
        'parceria' as modalidade, id_meta_proposta as id_meta, id_proposta as id_plano, cast(cd_meta as {{ tipo('text') }}) as numero, nm_meta as nome,
        ds_meta as descricao, cast(null as numeric) as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_parcerias', 'meta_proposta') }}
)

select
    m.modalidade || '/' || m.id_meta as meta_chave,
    m.modalidade,
    m.id_meta,
    p.plano_chave,
    coalesce(p.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('m.numero') }} as numero,
    {{ texto('m.nome') }} as nome,
    {{ sem_cpf(texto('m.descricao')) }} as descricao,
    cast(m.valor as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('m', 'transferegov') }},
    {{ lista_vazia() }} as _erros_conversao
from metas as m
left join {{ ref('transferencia_plano') }} as p on m.modalidade = p.modalidade and m.id_plano = p.id_plano
