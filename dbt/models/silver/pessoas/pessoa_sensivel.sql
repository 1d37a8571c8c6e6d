-- Only for a body that declares a purpose and asks for it; empty otherwise.
{{ config(schema='silver_restrito') }}
with escolhidas as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo order by (_deleted_at is not null), _ingested_at desc, cod_orgao
        ) as n
    from {{ source('siape', 'consulta_dados_pessoais_sensiveis') }}
    where cpf_pseudonimo is not null
)

select
    s.cpf_pseudonimo as pessoa_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('s.cod_cor') }} as cor_codigo,
    initcap({{ texto('s.nome_cor') }}) as cor_raca,
    {{ texto('s.cod_def_fisica') }} as deficiencia_codigo,
    initcap({{ texto('s.nome_def_fisica') }}) as deficiencia,
    {{ texto('s.grupo_sanguineo') }} as grupo_sanguineo,
    {{ colunas_tecnicas('s', 'siape') }},
    {{ lista_vazia() }} as _erros_conversao
from escolhidas as s
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('s.cod_orgao') }} = {{ orgao_siape('o.siape') }}
where s.n = 1
