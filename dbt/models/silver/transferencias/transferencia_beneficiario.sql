with beneficiarios as (
    select
        'fundo_a_fundo' as modalidade, id_beneficiario_programa as id_beneficiario, id_programa, cnpj_beneficiario_programa as cnpj,
        nome_beneficiario_programa as nome, uf_ente_beneficiario_programa as uf,
        nome_municipio_ente_beneficiario_programa as municipio, tipo_beneficiario_programa as tipo,
        numero_emenda_beneficiario_programa as emenda, valor_beneficiario_programa as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_fundoafundo', 'programas_beneficiarios') }}
    union all
    select
        'especial' as modalidade, id_beneficiario, cast(null as bigint) as id_programa, cnpj_beneficiario as cnpj,
        nome_beneficiario as nome, uf_beneficiario as uf, cast(null as {{ tipo('text') }}) as municipio, cast(null as {{ tipo('text') }}) as tipo,
        cast(null as {{ tipo('text') }}) as emenda, cast(null as numeric) as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_especiais', 'beneficiarios') }}
    union all
    select
        'parceria' as modalidade, id_beneficiario_emenda_parlamentar_programa as id_beneficiario, id_programa,
        nr_cnpj_beneficiario_emenda as cnpj, nm_beneficiario_emenda as nome, sg_uf_beneficiario_emenda as uf,
        nm_municipio_beneficiario_emenda as municipio, in_tipo_emenda_parlamentar as tipo, nr_emenda as emenda,
        vl_total_emenda as valor, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_parcerias', 'beneficiario_emenda_parlamentar') }}
)

select
    b.modalidade || '/' || b.id_beneficiario as beneficiario_chave,
    b.modalidade,
    b.id_beneficiario,
    g.programa_chave,
    coalesce(g.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ cnpj('b.cnpj') }} as cnpj,
    {{ texto('b.nome') }} as nome,
    {{ texto('b.uf') }} as uf,
    {{ texto('b.municipio') }} as municipio,
    {{ texto('b.tipo') }} as tipo,
    {{ texto('b.emenda') }} as emenda_numero,
    cast(b.valor as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('b', 'transferegov') }},
    {{ erros_conversao([('cnpj', 'b.cnpj', cnpj('b.cnpj'))]) }} as _erros_conversao
from beneficiarios as b
left join {{ ref('transferencia_programa') }} as g on b.modalidade = g.modalidade and b.id_programa = g.id_programa
