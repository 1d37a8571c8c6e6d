with respostas as (
    select *
    from {{ source('siape', 'consulta_dados_curriculo') }}
    where cpf_pseudonimo is not null
)

select
    c.cpf_pseudonimo as pessoa_id,
    {{ orgao_siape('c.cod_orgao') }} as orgao_codigo,
    cast(lista.ordem as integer) as ordem,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(json_texto('lista.item', 'codigo')) }} as experiencia_codigo,
    {{ texto(json_texto('lista.item', 'cargo')) }} as cargo,
    {{ texto(json_texto('lista.item', 'nomeOrgaoEmpresa')) }} as instituicao,
    {{ texto(json_texto(json_dentro('lista.item', 'area'), 'nome')) }} as area,
    {{ mes_br(json_texto('lista.item', 'dataInicio')) }} as mes_inicio,
    {{ mes_br(json_texto('lista.item', 'dataFim')) }} as mes_fim,
    {{ colunas_tecnicas('c', 'siape') }},
    {{ erros_conversao([
        ('mes_inicio', json_texto('lista.item', 'dataInicio'), mes_br(json_texto('lista.item', 'dataInicio'))),
        ('mes_fim', json_texto('lista.item', 'dataFim'), mes_br(json_texto('lista.item', 'dataFim'))),
    ]) }} as _erros_conversao
from respostas as c
cross join {{ elementos('c.lista_experiencia_profissional') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('c.cod_orgao') }} = {{ orgao_siape('o.siape') }}
