-- A child without CPF is told apart by name inside the bond. That someone is under age is known only from the
-- pre-school allowance; otherwise it stays unknown.
{{ config(schema='silver_restrito') }}
with identificados as (
    select
        *,
        {{ dependente_id() }} as dependente_id
    from {{ source('siape', 'consulta_dados_dependentes') }}
    where cpf_servidor_pseudonimo is not null
),

unicos as (
    select
        *,
        row_number() over (
            partition by cod_orgao, cpf_servidor_pseudonimo, matricula, dependente_id
            order by (_deleted_at is not null), _ingested_at desc, nome
        ) as n
    from identificados
)

select
    d.cpf_servidor_pseudonimo as pessoa_id,
    {{ orgao_siape('d.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('d.matricula') }} as matricula_siape,
    d.dependente_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('d.nome') }} as nome,
    {{ texto('d.cod_grau_parentesco') }} as grau_parentesco_codigo,
    {{ texto('d.nome_grau_parentesco') }} as grau_parentesco,
    {{ texto('d.cod_condicao') }} as condicao_codigo,
    {{ texto('d.nome_condicao') }} as condicao,
    case when {{ casa('cast(d.array_beneficios as ' ~ tipo('text') ~ ')', 'PRE.?ESCOLAR') }} then true end as menor_de_idade,
    {{ colunas_tecnicas('d', 'siape') }},
    {{ lista_vazia() }} as _erros_conversao
from unicos as d
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('d.cod_orgao') }} = {{ orgao_siape('o.siape') }}
where d.n = 1
