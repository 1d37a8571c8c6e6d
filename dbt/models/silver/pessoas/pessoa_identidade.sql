-- The only place that joins a pseudonym to who it is.
{{ config(schema='silver_restrito') }}
with pessoais as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo order by (_deleted_at is not null), _ingested_at desc, cod_orgao
        ) as n
    from {{ source('siape', 'consulta_dados_pessoais') }}
),

filiacao as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo order by (_deleted_at is not null), _ingested_at desc, cod_orgao
        ) as n
    from {{ source('siape', 'consulta_dados_pessoais_sensiveis') }}
),

vinculos as (
    select
        *,
        row_number() over (
            partition by cpf_pseudonimo
            order by ({{ texto('email_institucional') }} is null), (_deleted_at is not null), _ingested_at desc, cod_orgao, matricula_siape
        ) as n
    from {{ source('siape', 'consulta_dados_funcionais') }}
),

listadas as (
    select
        cpf_pseudonimo,
        min({{ cpf('cpf') }}) as cpf
    from {{ source('siape', 'lista_servidores') }}
    group by cpf_pseudonimo
)

select
    pessoa.pessoa_id,
    pessoa.orgao_chave,
    coalesce({{ cpf('p.cpf') }}, {{ cpf('v.cpf') }}, l.cpf) as cpf,
    {{ texto('p.nome') }} as nome,
    {{ texto('f.nome_mae') }} as nome_mae,
    {{ texto('f.nome_pai') }} as nome_pai,
    {{ texto('p.num_pis_pasep') }} as pis_pasep,
    {{ data_d8('p.data_nascimento') }} as data_nascimento,
    {{ texto('p.nome_municip_nasc') }} as municipio_nascimento,
    lower({{ texto('v.email_institucional') }}) as email_institucional,
    lower({{ texto('v.email_servidor') }}) as email_pessoal,
    {{ texto('v.ident_unica') }} as identificacao_unica,
    pessoa._fonte,
    pessoa._ingested_at,
    pessoa._run_id,
    pessoa._deleted_at,
    {{ erros_conversao([
        ('data_nascimento', data_informada('p.data_nascimento'), data_d8('p.data_nascimento')),
    ]) }} as _erros_conversao
from {{ ref('pessoa') }} as pessoa
left join pessoais as p on pessoa.pessoa_id = p.cpf_pseudonimo and p.n = 1
left join filiacao as f on pessoa.pessoa_id = f.cpf_pseudonimo and f.n = 1
left join vinculos as v on pessoa.pessoa_id = v.cpf_pseudonimo and v.n = 1
left join listadas as l on pessoa.pessoa_id = l.cpf_pseudonimo
