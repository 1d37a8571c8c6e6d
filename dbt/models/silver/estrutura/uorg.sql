-- From the operations about units only: consulta_dados_uorg has a row per person and would multiply them (T68).
select
    {{ uorg_id('lista.cod_orgao', 'lista.codigo') }} as uorg_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ orgao_siape('lista.cod_orgao') }} as orgao_codigo,
    lpad({{ aparado('lista.codigo') }}, 9, '0') as uorg_codigo,
    {{ uorg_id('lista.cod_orgao', 'd.cod_uorg_pai') }} as uorg_pai_id,
    {{ siorg_codigo('d.cod_siorg') }} as siorg_codigo,
    {{ texto('d.cod_unidade_siafi') }} as ug_codigo,
    {{ texto('coalesce(d.nome_uorg, lista.nome)') }} as nome,
    {{ texto('d.nome_extendido') }} as nome_extendido,
    {{ texto('d.sigla_uorg') }} as sigla,
    {{ texto('d.nome_municipio') }} as municipio,
    upper({{ texto('d.sigla_uf_municipio') }}) as uf,
    {{ data_d8('d.data_criacao_uorg') }} as data_criacao,
    d.cpf_titular_autoridade_uorg_pseudonimo as titular_pessoa_id,
    {{ colunas_tecnicas('lista', 'siape') }},
    {{ erros_conversao([
        ('data_criacao', data_informada('d.data_criacao_uorg'), data_d8('d.data_criacao_uorg')),
    ]) }} as _erros_conversao
from {{ source('siape', 'lista_uorgs') }} as lista
left join {{ source('siape', 'dados_uorg') }} as d
    on {{ uorg_id('lista.cod_orgao', 'lista.codigo') }} = {{ uorg_id('d.cod_orgao', 'd.cod_uorg') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('lista.cod_orgao') }} = {{ orgao_siape('o.siape') }}
