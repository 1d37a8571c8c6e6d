-- Courses of the register and of the curriculum; each element of either list is a row.
with fontes as (
    select cpf_pseudonimo, cod_orgao, array_cursos as lista_de_cursos, 'cadastro' as origem, _ingested_at, _run_id, _deleted_at
    from {{ source('siape', 'consulta_dados_escolares') }}
    union all
    select cpf_pseudonimo, cod_orgao, lista_curso, 'curriculo', _ingested_at, _run_id, _deleted_at
    from {{ source('siape', 'consulta_dados_curriculo') }}
)

select
    f.cpf_pseudonimo as pessoa_id,
    {{ orgao_siape('f.cod_orgao') }} as orgao_codigo,
    f.origem,
    cast(lista.ordem as integer) as ordem,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(json_texto('lista.item', 'codCurso')) }} as curso_codigo,
    {{ texto(json_texto('lista.item', 'nomeCurso')) }} as curso,
    {{ texto(json_texto('lista.item', 'instituicao')) }} as instituicao,
    {{ texto(json_texto(json_dentro('lista.item', 'area'), 'nome')) }} as area,
    case
        when {{ casa(json_texto('lista.item', 'cargaHoraria'), '^\\d{1,5}$') }}
            then cast({{ json_texto('lista.item', 'cargaHoraria') }} as integer)
    end as carga_horaria,
    {{ mes_br(json_texto('lista.item', 'dataConclusao')) }} as mes_conclusao,
    {{ colunas_tecnicas('f', 'siape') }},
    {{ erros_conversao([
        ('mes_conclusao', json_texto('lista.item', 'dataConclusao'), mes_br(json_texto('lista.item', 'dataConclusao'))),
    ]) }} as _erros_conversao
from fontes as f
cross join {{ elementos('f.lista_de_cursos') }}
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('f.cod_orgao') }} = {{ orgao_siape('o.siape') }}
where f.cpf_pseudonimo is not null
