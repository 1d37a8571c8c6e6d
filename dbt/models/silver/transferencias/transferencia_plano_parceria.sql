-- A proposal is the plan of a partnership; the instruments signed from it are told here, so that no value counts twice.
with instrumentos as (
    select
        id_proposta,
        count(*) as qtd_instrumentos,
        {{ lista_de_textos('cast(cd_parceria as ' ~ tipo('text') ~ ')', ', ', 'id_parceria') }} as codigos,
        {{ lista_de_textos(texto('in_situacao_parceria'), distinto=true) }} as situacoes,
        min({{ data_iso('dh_assinatura') }}) as data_assinatura,
        {{ lista_de_textos(texto('cd_processo_sei'), distinto=true) }} as processo
    from {{ source('transferegov_parcerias', 'parceria') }}
    where _deleted_at is null
    group by id_proposta
)

select
    p.id_proposta,
    p.id_programa,
    i.codigos as codigo,
    coalesce(i.qtd_instrumentos, 0) as qtd_instrumentos,
    coalesce(i.situacoes, {{ texto('p.situacao_proposta') }}) as situacao,
    p.ano_proposta as ano,
    p.cnpj_ente_recebedor,
    p.nm_ente_recebedor,
    p.sg_uf_recebedor,
    p.nm_municipio_recebedor,
    cast(p.cd_ibge_recebedor as {{ tipo('text') }}) as municipio_codigo,
    i.data_assinatura,
    i.processo,
    e.emenda_numero,
    e.emenda_autor,
    p.ds_objeto as objeto,
    p.nr_vlr_total as valor_texto,
    {{ dinheiro_ponto('p.nr_vlr_total') }} as valor_previsto,
    p.vl_total_planejamento_gastos as valor_planejado,
    p._ingested_at,
    p._run_id,
    p._deleted_at
from {{ source('transferegov_parcerias', 'proposta') }} as p
left join instrumentos as i on p.id_proposta = i.id_proposta
left join {{ ref('transferencia_emenda_parceria') }} as e on p.id_proposta = e.id_proposta
