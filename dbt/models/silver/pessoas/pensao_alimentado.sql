-- Who is fed has no name here: mostly a child, of whom only the kinship matters.
{{ config(schema='silver_restrito') }}
with respostas as (
    select *
    from {{ source('siape', 'consulta_dados_pa') }}
    where cpf_pseudonimo is not null
)

select
    {{ orgao_siape('p.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('p.matricula') }} as matricula_siape,
    coalesce(p.cpf_beneficiario_pseudonimo, 'SEM_CPF') as beneficiario_id,
    cast(lista.ordem as integer) as ordem,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    p.cpf_pseudonimo as pessoa_id,
    {{ texto(json_texto('lista.item', 'codVinculoServidor')) }} as vinculo_codigo,
    {{ texto(json_texto('lista.item', 'nomeVinculoServidor')) }} as vinculo,
    {{ colunas_tecnicas('p', 'siape') }},
    {{ lista_vazia() }} as _erros_conversao
from respostas as p
cross join {{ elementos('p.array_alimentados_pa') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('p.cod_orgao') }} = {{ orgao_siape('o.siape') }}
