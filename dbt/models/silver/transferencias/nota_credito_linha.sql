-- The lines of the credit notes in every layout that a body may receive. The report of sent notes and that of received
-- ones repeat what goes between units of the bodies, and the layouts repeat each other: a line is taken once, and a note
-- comes from the first layout that has it.
with relatorios as (
    select
        1 as leiaute, assunto, nc, emissao_dia, {{ lancamento_data('emissao_dia') }} as data_lancamento, nc_transferencia,
        nc_fonte_recursos as fonte, ptres, nc_evento as evento, ug_responsavel, natureza_despesa, natureza_despesa_detalhada,
        plano_interno, favorecido_doc_mascara, favorecido_doc_pseudonimo, cast(null as {{ tipo('text') }}) as descricao, nc_valor_linha as valor_texto,
        {{ dinheiro_br('nc_valor_linha') }} as valor, movimento_liquido as movimento_texto,
        {{ dinheiro_br('movimento_liquido') }} as movimento_liquido, cast(null as {{ tipo('text') }}) as dc, ordem, _ingested_at, _run_id, _deleted_at
    from {{ source('tesouro_gerencial', 'notas_credito') }}
    where _deleted_at is null
    union all
    select
        2 as leiaute, assunto, nc, emissao_dia, {{ lancamento_data('emissao_dia') }} as data_lancamento, nc_transferencia,
        fonte_codigo as fonte, ptres, cast(null as {{ tipo('text') }}) as evento, ugr_codigo as ug_responsavel, cast(null as {{ tipo('text') }}) as natureza_despesa,
        gnd_codigo || nc_item_detalhamento as natureza_despesa_detalhada, pi_codigo as plano_interno,
        favorecido_codigo_mascara as favorecido_doc_mascara, favorecido_codigo_pseudonimo as favorecido_doc_pseudonimo, descricao,
        item_total as valor_texto,
        cast(case when upper({{ aparado('dc') }}) = 'D' then -1 else 1 end * {{ dinheiro_br('item_total') }} as numeric(18, 2)) as valor,
        cast(null as {{ tipo('text') }}) as movimento_texto, cast(null as numeric(18, 2)) as movimento_liquido, dc, ordem, _ingested_at, _run_id,
        _deleted_at
    from {{ source('tesouro_gerencial', 'notas_credito_28') }}
    where _deleted_at is null
    union all
    select
        3 as leiaute, assunto, nc, cast(null as {{ tipo('text') }}) as emissao_dia, cast(null as date) as data_lancamento, nc_transferencia,
        nc_fonte_recursos as fonte, ptres, nc_evento as evento, nc_ug_responsavel as ug_responsavel,
        nc_natureza_despesa as natureza_despesa, cast(null as {{ tipo('text') }}) as natureza_despesa_detalhada, nc_plano_interno as plano_interno,
        favorecido_doc_mascara, favorecido_doc_pseudonimo, cast(null as {{ tipo('text') }}) as descricao, nc_valor_linha as valor_texto,
        {{ dinheiro_br('nc_valor_linha') }} as valor, movimento_liquido_moeda_origem as movimento_texto,
        {{ dinheiro_br('movimento_liquido_moeda_origem') }} as movimento_liquido, cast(null as {{ tipo('text') }}) as dc, ordem, _ingested_at, _run_id,
        _deleted_at
    from {{ source('tesouro_gerencial', 'notas_credito_24') }}
    where _deleted_at is null
),

identificadas as (
    select
        *,
        {{ resumo(unidos([
            'leiaute', 'nc', "coalesce(emissao_dia, '')", "coalesce(evento, '')", "coalesce(ptres, '')", "coalesce(fonte, '')",
            "coalesce(natureza_despesa, '')", "coalesce(natureza_despesa_detalhada, '')", "coalesce(plano_interno, '')",
            "coalesce(ug_responsavel, '')", "coalesce(favorecido_doc_pseudonimo, favorecido_doc_mascara, '')", "coalesce(dc, '')", 'ordem'
        ], '|')) }} as linha_fonte_id
    from relatorios
),

unicas as (
    select
        *,
        row_number() over (partition by linha_fonte_id order by _ingested_at desc, assunto) as preferencia,
        min(leiaute) over (partition by nc) as leiaute_da_nota
    from identificadas
)

select
    linha_fonte_id,
    nc as nc_texto,
    case when {{ casa(aparado('nc'), '^\\d{15}NC\\d{6}$') }} then {{ aparado('nc') }} end as nc,
    data_lancamento,
    {{ codigo_sentinela('nc_transferencia') }} as transferencia_texto,
    {{ numero_transferencia(codigo_sentinela('nc_transferencia')) }} as numero_transferencia,
    {{ codigo_ausencia('nc_transferencia', tesouro=true) }} as numero_transferencia_ausencia,
    {{ codigo_sentinela('fonte') }} as fonte_codigo,
    {{ codigo_sentinela('ptres') }} as ptres,
    {{ codigo_ausencia('ptres', tesouro=true) }} as ptres_ausencia,
    {{ codigo_sentinela('evento') }} as evento_codigo,
    {{ codigo_sentinela('ug_responsavel') }} as ug_responsavel,
    natureza_despesa as natureza_texto,
    {{ natureza_codigo(codigo_sentinela('natureza_despesa')) }} as natureza_codigo,
    {{ codigo_sentinela('plano_interno') }} as plano_interno,
    case when {{ casa(aparado('favorecido_doc_mascara'), '^\\d{6}$') }} then {{ aparado('favorecido_doc_mascara') }} end as ug_favorecida,
    {{ sem_cpf(texto('descricao')) }} as descricao,
    valor_texto,
    valor,
    movimento_texto,
    movimento_liquido,
    _ingested_at,
    _run_id,
    _deleted_at
from unicas
where preferencia = 1 and leiaute = leiaute_da_nota
