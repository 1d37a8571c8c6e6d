-- Programmes of the three modules beside TED, in one form.
with programas as (
    select
        'fundo_a_fundo' as modalidade, id_programa, cast(codigo_programa as {{ tipo('text') }}) as codigo, nome_programa as nome, ano_programa as ano,
        situacao_programa as situacao, sigla_orgao_superior_programa as sigla, nome_orgao_superior_programa as orgao_nome,
        valor_global_programa as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_fundoafundo', 'programas') }}
    union all
    select
        'especial' as modalidade, id_programa, codigo_programa as codigo, modalidade_programa as nome, ano_programa as ano,
        cast(null as {{ tipo('text') }}) as situacao, sigla_orgao_superior_programa as sigla, nome_orgao_superior_programa as orgao_nome,
        valor_total_disponibilizado_programa as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_especiais', 'programas') }}
    union all
    select
        'parceria' as modalidade, id_programa, cd_programa as codigo, nm_programa as nome, ano_programa as ano,
        situacao_programa as situacao, sg_ente_repassador as sigla, nm_ente_repassador as orgao_nome, nr_vlr_global as valor,
        _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_parcerias', 'programa') }}
)

select
    p.modalidade || '/' || p.id_programa as programa_chave,
    p.modalidade,
    p.id_programa,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('p.codigo') }} as codigo,
    {{ texto('p.nome') }} as nome,
    cast(p.ano as integer) as ano,
    {{ texto('p.situacao') }} as situacao_fonte,
    {{ texto('p.sigla') }} as orgao_sigla,
    {{ texto('p.orgao_nome') }} as orgao_nome,
    cast(p.valor as numeric(18, 2)) as valor_programa,
    {{ colunas_tecnicas('p', 'transferegov') }},
    {{ lista_vazia() }} as _erros_conversao
from programas as p
left join {{ orgao_da_sigla() }} as o on upper({{ aparado('p.sigla') }}) = o.sigla
