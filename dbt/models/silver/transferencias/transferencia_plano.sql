-- The plan of each module: action plan (fundo a fundo, especiais) or proposal with its instruments (parcerias).
with planos as (
    select
        'fundo_a_fundo' as modalidade, id_plano_acao as id_plano, id_programa, codigo_plano_acao as codigo, 1 as qtd_instrumentos,
        situacao_plano_acao as situacao, cast(null as bigint) as ano, cnpj_ente_recebedor_plano_acao as cnpj,
        nome_ente_recebedor_plano_acao as nome, uf_ente_recebedor_plano_acao as uf,
        nome_municipio_ente_recebedor_plano_acao as municipio, cast(codigo_ibge_municipio_ente_recebedor_plano_acao as {{ tipo('text') }}) as ibge,
        data_inicio_vigencia_plano_acao as inicio, data_fim_vigencia_plano_acao as fim, cast(null as date) as data_assinatura,
        cast(null as {{ tipo('text') }}) as processo, cast(null as {{ tipo('text') }}) as emenda_numero, cast(null as {{ tipo('text') }}) as emenda_autor,
        objetivos_plano_acao as objeto, cast(null as {{ tipo('text') }}) as valor_texto, valor_total_repasse_plano_acao as valor_previsto,
        valor_total_plano_acao as valor_total, valor_total_custeio_plano_acao as custeio,
        valor_total_investimento_plano_acao as investimento, _ingested_at, _run_id, _deleted_at
    from {{ source('transferegov_fundoafundo', 'planos_acao') }}
    union all
    select
        'especial' as modalidade, p.id_plano_acao as id_plano, p.id_programa, p.codigo_plano_acao as codigo, 1 as qtd_instrumentos,
        p.situacao_plano_acao as situacao, p.ano_plano_acao as ano, b.cnpj_beneficiario as cnpj, b.nome_beneficiario as nome,
        b.uf_beneficiario as uf, cast(null as {{ tipo('text') }}) as municipio, cast(null as {{ tipo('text') }}) as ibge, cast(null as {{ tipo('text') }}) as inicio,
        cast(null as {{ tipo('text') }}) as fim, {{ data_iso('p.data_aceite_plano_acao') }} as data_assinatura, cast(null as {{ tipo('text') }}) as processo,
        cast(p.numero_emenda_parlamentar_plano_acao as {{ tipo('text') }}) as emenda_numero, p.nome_parlamentar_emenda_plano_acao as emenda_autor,
        coalesce(p.detalhamento_objeto, p.nome_objeto) as objeto, cast(null as {{ tipo('text') }}) as valor_texto,
        case when p.valor_custeio_plano_acao is not null or p.valor_investimento_plano_acao is not null
            then coalesce(p.valor_custeio_plano_acao, 0) + coalesce(p.valor_investimento_plano_acao, 0) end as valor_previsto,
        cast(null as numeric) as valor_total, p.valor_custeio_plano_acao as custeio, p.valor_investimento_plano_acao as investimento,
        p._ingested_at, p._run_id, p._deleted_at
    from {{ source('transferegov_especiais', 'planos_acao') }} as p
    left join {{ source('transferegov_especiais', 'beneficiarios') }} as b on p.id_beneficiario = b.id_beneficiario
    union all
    select
        'parceria' as modalidade, id_proposta as id_plano, id_programa, codigo, qtd_instrumentos, situacao, ano,
        cnpj_ente_recebedor as cnpj, nm_ente_recebedor as nome, sg_uf_recebedor as uf, nm_municipio_recebedor as municipio,
        municipio_codigo as ibge, cast(null as {{ tipo('text') }}) as inicio, cast(null as {{ tipo('text') }}) as fim, data_assinatura, processo, emenda_numero,
        emenda_autor, objeto, valor_texto, valor_previsto, valor_planejado as valor_total, cast(null as numeric) as custeio,
        cast(null as numeric) as investimento, _ingested_at, _run_id, _deleted_at
    from {{ ref('transferencia_plano_parceria') }}
)

select
    p.modalidade || '/' || p.id_plano as plano_chave,
    p.modalidade,
    p.id_plano,
    p.id_programa,
    coalesce(g.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('p.codigo') }} as codigo,
    cast(p.qtd_instrumentos as integer) as qtd_instrumentos,
    cast(coalesce(p.ano, g.ano) as integer) as exercicio,
    {{ texto('p.situacao') }} as situacao_fonte,
    {{ cnpj('p.cnpj') }} as beneficiario_cnpj,
    {{ texto('p.nome') }} as beneficiario_nome,
    {{ texto('p.uf') }} as uf,
    {{ texto('p.municipio') }} as municipio,
    p.ibge as municipio_codigo,
    {{ data_iso('p.inicio') }} as vigencia_inicio,
    {{ data_iso('p.fim') }} as vigencia_fim,
    p.data_assinatura,
    p.processo,
    p.emenda_numero,
    {{ texto('p.emenda_autor') }} as emenda_autor,
    {{ sem_cpf(texto('p.objeto')) }} as objeto,
    cast(p.valor_previsto as numeric(18, 2)) as valor_previsto,
    cast(p.valor_total as numeric(18, 2)) as valor_total,
    cast(p.custeio as numeric(18, 2)) as valor_custeio,
    cast(p.investimento as numeric(18, 2)) as valor_investimento,
    {{ colunas_tecnicas('p', 'transferegov') }},
    {{ erros_conversao([
        ('beneficiario_cnpj', 'p.cnpj', cnpj('p.cnpj')),
        ('vigencia_inicio', 'p.inicio', data_iso('p.inicio')),
        ('vigencia_fim', 'p.fim', data_iso('p.fim')),
        ('valor_previsto', 'p.valor_texto', 'p.valor_previsto'),
    ]) }} as _erros_conversao
from planos as p
left join {{ ref('transferencia_programa') }} as g on p.modalidade = g.modalidade and p.id_programa = g.id_programa
