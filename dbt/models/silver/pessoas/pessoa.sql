-- Everyone that any list or answer names, also who has no personal data. The birth date becomes a year and a band here.
with nomeadas as (
    select cpf_pseudonimo, cod_orgao, _ingested_at, _run_id, _deleted_at, 3 as preferencia
    from {{ source('siape', 'lista_servidores') }}
    union all
    select cpf_pseudonimo, cod_orgao, _ingested_at, _run_id, _deleted_at, 2
    from {{ source('siape', 'consulta_dados_funcionais') }}
    union all
    select cpf_pseudonimo, cod_orgao, _ingested_at, _run_id, _deleted_at, 1
    from {{ source('siape', 'consulta_dados_pessoais') }}
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo order by (_deleted_at is not null), preferencia, _ingested_at desc, cod_orgao
        ) as n
    from nomeadas
    where cpf_pseudonimo is not null
),

titulacoes as (
    select
        pessoa_id,
        titulacao,
        row_number() over (partition by pessoa_id order by titulacao_nivel desc, titulacao_codigo) as n
    from {{ ref('pessoa_titulacao') }}
    where _deleted_at is null
),

com_nascimento as (
    select
        e.*,
        p.cod_sexo,
        p.uf_nascimento,
        p.nome_nacionalidade,
        p.nome_estado_civil,
        p.data_nascimento as nascimento_fonte,
        {{ data_d8('p.data_nascimento') }} as data_nascimento
    from escolhidas as e
    left join {{ source('siape', 'consulta_dados_pessoais') }} as p
        on e.cpf_pseudonimo = p.cpf_pseudonimo and e.cod_orgao = p.cod_orgao and e.preferencia = 1
    where e.n = 1
)

select
    p.cpf_pseudonimo as pessoa_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(extract(year from p.data_nascimento) as integer) as ano_nascimento,
    {{ faixa_etaria(anos_entre('p.data_nascimento', 'd.data_referencia')) }} as faixa_etaria,
    case upper({{ aparado('p.cod_sexo') }}) when 'F' then 'Feminino' when 'M' then 'Masculino' end as sexo,
    upper({{ texto('p.uf_nascimento') }}) as uf_nascimento,
    initcap({{ texto('p.nome_nacionalidade') }}) as nacionalidade,
    initcap({{ texto('p.nome_estado_civil') }}) as estado_civil,
    escolaridade.escolaridade_codigo,
    escolaridade.escolaridade,
    titulacoes.titulacao as maior_titulacao,
    {{ colunas_tecnicas('p', 'siape') }},
    {{ erros_conversao([
        ('ano_nascimento', data_informada('p.nascimento_fonte'), 'p.data_nascimento'),
    ]) }} as _erros_conversao
from com_nascimento as p
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('p.cod_orgao') }} = {{ orgao_siape('o.siape') }}
left join {{ ref('data_referencia') }} as d on d.fonte = 'siape'
left join {{ ref('pessoa_escolaridade') }} as escolaridade
    on p.cpf_pseudonimo = escolaridade.pessoa_id and escolaridade._deleted_at is null
left join titulacoes on p.cpf_pseudonimo = titulacoes.pessoa_id and titulacoes.n = 1
