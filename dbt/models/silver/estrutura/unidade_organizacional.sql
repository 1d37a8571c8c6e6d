-- The depth counts from the root that orgaos.yaml names; a unit whose chain of parents does not reach it keeps it null.
with recursive unidades as (
    select
        u.*,
        o.orgao_chave,
        o.siorg as raiz,
        {{ siorg_codigo('u.id_unidade') }} as siorg_codigo,
        {{ siorg_codigo('u.id_unidade_pai') }} as siorg_pai,
        {{ texto('u.sigla') }} as sigla_limpa
    from {{ source('siorg', 'unidades') }} as u
    left join {{ source('referencia', 'orgao') }} as o on {{ siorg_codigo('u.siorg_consultado') }} = {{ siorg_codigo('o.siorg') }}
),

arvore (siorg_codigo, nivel, caminho_codigos, caminho_siglas) as (
    select
        siorg_codigo,
        0,
        {{ caminho_de('siorg_codigo') }},
        coalesce(sigla_limpa, siorg_codigo)
    from unidades
    where siorg_codigo = {{ siorg_codigo('raiz') }}
    union all
    select
        u.siorg_codigo,
        a.nivel + 1,
        {{ caminho_com('a.caminho_codigos', 'u.siorg_codigo') }},
        a.caminho_siglas || ' / ' || coalesce(u.sigla_limpa, u.siorg_codigo)
    from unidades as u
    inner join arvore as a on u.siorg_pai = a.siorg_codigo
    where {{ fora_do_caminho('a.caminho_codigos', 'u.siorg_codigo') }}
),

mais_curtos as (
    select
        *,
        row_number() over (partition by siorg_codigo order by nivel, caminho_codigos) as n
    from arvore
),

pais as (
    select distinct siorg_pai
    from unidades
    where _deleted_at is null
)

select
    u.siorg_codigo,
    coalesce(u.orgao_chave, 'nao_identificado') as orgao_chave,
    u.siorg_pai,
    {{ siorg_codigo('u.id_orgao_entidade') }} as orgao_entidade_codigo,
    {{ texto('u.nome') }} as nome,
    u.sigla_limpa as sigla,
    u.id_tipo_unidade as tipo,
    coalesce({{ texto('natureza.descricao_natureza_juridica') }}, {{ texto('u.id_natureza_juridica') }}) as natureza_juridica,
    a.nivel,
    {{ caminho_em_lista('a.caminho_codigos') }} as caminho_codigos,
    a.caminho_siglas,
    pais.siorg_pai is null as e_folha,
    {{ texto(json_texto(json_item('u.endereco', 0), 'municipio')) }} as municipio,
    upper({{ texto(json_texto(json_item('u.endereco', 0), 'uf')) }}) as uf,
    u.versao_consulta as versao,
    {{ colunas_tecnicas('u', 'siorg') }},
    {{ lista_vazia() }} as _erros_conversao
from unidades as u
left join mais_curtos as a on u.siorg_codigo = a.siorg_codigo and a.n = 1
left join pais on u.siorg_codigo = pais.siorg_pai
left join {{ source('siorg', 'natureza_juridica') }} as natureza
    on u.id_natureza_juridica = natureza.codigo_natureza_juridica and natureza._deleted_at is null
