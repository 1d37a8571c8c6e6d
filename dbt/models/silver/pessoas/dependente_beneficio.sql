-- Each benefit of each dependant is a row of its own: in one row per person they would overwrite each other.
{{ config(schema='silver_restrito') }}
with respostas as (
    select *
    from {{ source('siape', 'consulta_dados_dependentes') }}
    where cpf_servidor_pseudonimo is not null
)

select
    d.cpf_servidor_pseudonimo as pessoa_id,
    {{ orgao_siape('d.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('d.matricula') }} as matricula_siape,
    {{ dependente_id('d.') }} as dependente_id,
    cast(lista.ordem as integer) as ordem,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(json_texto('lista.item', 'codBeneficio')) }} as beneficio_codigo,
    {{ texto(json_texto('lista.item', 'nomeBeneficio')) }} as beneficio,
    {{ data_d8(json_texto('lista.item', 'dataInicio')) }} as data_inicio,
    {{ data_d8(json_texto('lista.item', 'dataFim')) }} as data_fim,
    {{ colunas_tecnicas('d', 'siape') }},
    {{ erros_conversao([
        ('data_inicio', data_informada(json_texto('lista.item', 'dataInicio')), data_d8(json_texto('lista.item', 'dataInicio'))),
        ('data_fim', data_informada(json_texto('lista.item', 'dataFim')), data_d8(json_texto('lista.item', 'dataFim'))),
    ]) }} as _erros_conversao
from respostas as d
cross join {{ elementos('d.array_beneficios') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('d.cod_orgao') }} = {{ orgao_siape('o.siape') }}
