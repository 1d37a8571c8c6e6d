-- The lines of financial programming in both layouts; what the two reports repeat is taken once (see nota_credito_linha).
with relatorios as (
    select
        1 as leiaute, assunto, pf, emissao_dia, ug_emitente, ug_favorecido, pf_evento, pf_inscricao, pf_acao, pf_acao_descricao,
        pf_fonte_recursos, pf_vinculacao_pagamento, pf_categoria_gasto, pf_recurso, doc_observacao, pf_valor_linha, ordem, _ingested_at,
        _run_id, _deleted_at
    from {{ source('tesouro_gerencial', 'programacoes_financeiras') }}
    where _deleted_at is null
    union all
    select
        2 as leiaute, assunto, pf, emissao_dia, ug_emitente, ug_favorecido, pf_evento, pf_inscricao, pf_acao, pf_acao_descricao,
        pf_fonte_recursos, cast(null as {{ tipo('text') }}) as pf_vinculacao_pagamento, cast(null as {{ tipo('text') }}) as pf_categoria_gasto,
        cast(null as {{ tipo('text') }}) as pf_recurso, doc_observacao, pf_valor_linha, ordem, _ingested_at, _run_id, _deleted_at
    from {{ source('tesouro_gerencial', 'programacoes_financeiras_16') }}
    where _deleted_at is null
),

identificadas as (
    select
        *,
        {{ resumo(unidos([
            'leiaute', 'pf', "coalesce(emissao_dia, '')", "coalesce(pf_evento, '')", "coalesce(pf_acao, '')", "coalesce(pf_fonte_recursos, '')",
            "coalesce(pf_vinculacao_pagamento, '')", "coalesce(pf_categoria_gasto, '')", "coalesce(pf_recurso, '')",
            "coalesce(ug_favorecido, '')", 'ordem'
        ], '|')) }} as linha_fonte_id
    from relatorios
),

unicas as (
    select
        *,
        row_number() over (partition by linha_fonte_id order by _ingested_at desc, assunto) as preferencia,
        min(leiaute) over (partition by pf) as leiaute_do_documento
    from identificadas
)

select
    linha_fonte_id,
    pf as pf_texto,
    case when {{ casa(aparado('pf'), '^\\d{15}PF\\d{6}$') }} then {{ aparado('pf') }} end as pf,
    emissao_dia,
    {{ lancamento_data('emissao_dia') }} as data_lancamento,
    case when {{ casa(aparado('ug_emitente'), '^\\d{6}$') }} then {{ aparado('ug_emitente') }} end as ug_emitente,
    case when {{ casa(aparado('ug_favorecido'), '^\\d{6}$') }} then {{ aparado('ug_favorecido') }} end as ug_favorecida,
    {{ codigo_sentinela('pf_evento') }} as evento_codigo,
    {{ codigo_sentinela('pf_inscricao') }} as pf_inscricao,
    {{ codigo_ausencia('pf_inscricao', tesouro=true) }} as pf_inscricao_ausencia,
    upper({{ texto('pf_acao') }}) as acao,
    {{ texto('pf_acao_descricao') }} as acao_descricao,
    {{ codigo_sentinela('pf_fonte_recursos') }} as fonte_codigo,
    {{ codigo_sentinela('pf_vinculacao_pagamento') }} as vinculacao,
    {{ codigo_sentinela('pf_categoria_gasto') }} as categoria_gasto,
    {{ codigo_sentinela('pf_recurso') }} as recurso,
    {{ sem_cpf(texto('doc_observacao')) }} as observacao,
    pf_valor_linha as valor_texto,
    {{ dinheiro_br('pf_valor_linha') }} as valor,
    _ingested_at,
    _run_id,
    _deleted_at
from unicas
where preferencia = 1 and leiaute = leiaute_do_documento
