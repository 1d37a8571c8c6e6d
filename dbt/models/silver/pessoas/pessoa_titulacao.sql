-- Every element of the list is a row; the person comes from the request, which the answer does not repeat.
with respostas as (
    select *
    from {{ source('siape', 'consulta_dados_escolares') }}
    where cpf_pseudonimo is not null
)

select
    e.cpf_pseudonimo as pessoa_id,
    {{ orgao_siape('e.cod_orgao') }} as orgao_codigo,
    cast(lista.ordem as integer) as ordem,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ matricula_siape(json_texto('lista.item', 'codMatricula')) }} as matricula_siape,
    {{ texto(json_texto('lista.item', 'codTitulacao')) }} as titulacao_codigo,
    initcap({{ texto(json_texto('lista.item', 'nomeTitulacao')) }}) as titulacao,
    case
        when {{ casa(json_texto('lista.item', 'nomeTitulacao'), 'DOUTOR') }} then 4
        when {{ casa(json_texto('lista.item', 'nomeTitulacao'), 'MESTR') }} then 3
        when {{ casa(json_texto('lista.item', 'nomeTitulacao'), 'ESPECIALIZ|POS') }} then 2
        when {{ casa(json_texto('lista.item', 'nomeTitulacao'), 'GRADUA|SUPERIOR|BACHAREL|LICENCIA') }} then 1
        else 0
    end as titulacao_nivel,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ lista_vazia() }} as _erros_conversao
from respostas as e
cross join {{ elementos('e.array_titulacao') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('e.cod_orgao') }} = {{ orgao_siape('o.siape') }}
