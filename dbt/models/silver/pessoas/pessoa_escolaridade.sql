with escolhidas as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo order by (_deleted_at is not null), _ingested_at desc, cod_orgao
        ) as n
    from {{ source('siape', 'consulta_dados_escolares') }}
    where cpf_pseudonimo is not null
)

select
    e.cpf_pseudonimo as pessoa_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('e.cod_escolaridade') }} as escolaridade_codigo,
    initcap({{ texto('e.nome_escolaridade') }}) as escolaridade,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ lista_vazia() }} as _erros_conversao
from escolhidas as e
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('e.cod_orgao') }} = {{ orgao_siape('o.siape') }}
where e.n = 1
