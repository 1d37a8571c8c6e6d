-- Payable documents: those of especiais hang on a commitment, those of parcerias on the instrument. Fundo a fundo has none.
with documentos as (
    select
        'especial' as modalidade, d.id_dh as id_documento, e.plano_chave, e.empenho_chave, e.orgao_chave as orgao_do_plano,
        d.numero_documento_habil as numero, d.tipo_documento_dh as tipo, {{ ug_de_inteiro('d.ug_emitente_dh') }} as ug,
        d.data_emissao_dh as data_texto, d.descricao_situacao_dh as situacao, d.valor_dh as valor, d._ingested_at, d._run_id, d._deleted_at
    from {{ source('transferegov_especiais', 'documentos_habeis') }} as d
    left join {{ ref('transferencia_empenho') }} as e on e.modalidade = 'especial' and d.id_empenho = e.id_empenho
    union all
    select
        'parceria' as modalidade, d.id_documento_habil as id_documento, p.plano_chave, cast(null as {{ tipo('text') }}) as empenho_chave,
        p.orgao_chave as orgao_do_plano, d.nr_documento_habil as numero, d.tp_documento_habil as tipo,
        {{ ug_de_inteiro('d.cd_ug_emitente_dh') }} as ug, d.dt_emissao as data_texto, d.in_situacao_dh as situacao,
        d.vl_documento_habil as valor, d._ingested_at, d._run_id, d._deleted_at
    from {{ source('transferegov_parcerias', 'documento_habil') }} as d
    left join {{ source('transferegov_parcerias', 'parceria') }} as i on d.id_parceria = i.id_parceria
    left join {{ ref('transferencia_plano') }} as p on p.modalidade = 'parceria' and i.id_proposta = p.id_plano
)

select
    d.modalidade || '/' || d.id_documento as documento_chave,
    d.modalidade,
    d.id_documento,
    d.plano_chave,
    d.empenho_chave,
    coalesce(d.orgao_do_plano, orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('d.numero') }} as numero,
    {{ texto('d.tipo') }} as tipo,
    d.ug as ug_emitente,
    {{ data_iso('d.data_texto') }} as data_emissao,
    {{ texto('d.situacao') }} as situacao_fonte,
    {{ estagio_do_documento() }} as estagio,
    cast(d.valor as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('d', 'transferegov') }},
    {{ erros_conversao([('data_emissao', 'd.data_texto', data_iso('d.data_texto'))]) }} as _erros_conversao
from documentos as d
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on d.ug = orgao_ug.ug_codigo
left join {{ ref('situacao_transferencia') }} as s
    on s.documento = 'documento_habil' and {{ situacao_normalizada('d.situacao') }} = s.situacao
