-- A person may be listed in two units. A unit that left the list of units is asked no more: its people left with it.
with locais as (
    select
        cpf_pseudonimo as pessoa_id,
        {{ uorg_id('cod_orgao', 'right(' ~ aparado('cod_orgao_uorg') ~ ', 7)') }} as uorg_id,
        {{ texto('nome_municipio_uorg') }} as municipio,
        upper({{ texto('uf_uorg') }}) as uf,
        row_number() over (
            partition by cpf_pseudonimo, {{ uorg_id('cod_orgao', 'right(' ~ aparado('cod_orgao_uorg') ~ ', 7)') }}
            order by (_deleted_at is not null), _ingested_at desc, cod_matricula
        ) as n
    from {{ source('siape', 'consulta_dados_uorg') }}
)

select
    l.cpf_pseudonimo as pessoa_id,
    {{ uorg_id('l.cod_orgao', 'l.cod_uorg') }} as uorg_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ orgao_siape('l.cod_orgao') }} as orgao_codigo,
    coalesce(locais.municipio, u.municipio) as municipio,
    coalesce(locais.uf, u.uf) as uf,
    {{ data_d8('l.data_ultima_transacao') }} as data_ultima_transacao,
    'siape' as _fonte,
    l._ingested_at,
    l._run_id,
    coalesce(l._deleted_at, u._deleted_at) as _deleted_at,
    {{ erros_conversao([
        ('data_ultima_transacao', data_informada('l.data_ultima_transacao'), data_d8('l.data_ultima_transacao')),
    ]) }} as _erros_conversao
from {{ source('siape', 'lista_servidores') }} as l
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('l.cod_orgao') }} = {{ orgao_siape('o.siape') }}
left join {{ ref('uorg') }} as u on {{ uorg_id('l.cod_orgao', 'l.cod_uorg') }} = u.uorg_id
left join locais
    on l.cpf_pseudonimo = locais.pessoa_id and {{ uorg_id('l.cod_orgao', 'l.cod_uorg') }} = locais.uorg_id and locais.n = 1
where l.cpf_pseudonimo is not null
