-- Bank accounts and names of the pensioner are dropped.
{{ config(schema='silver_restrito') }}
select
    {{ orgao_siape('p.orgao_pensionista') }} as orgao_codigo,
    {{ matricula_siape('p.matricula_pensionista') }} as matricula_pensionista,
    {{ chave_de(['p.orgao_pensionista', 'p.matricula_pensionista', 'p.cpf_pensionista_pseudonimo']) }} as pensao_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    p.cpf_pseudonimo as instituidor_pessoa_id,
    p.cpf_pensionista_pseudonimo as pensionista_id,
    {{ texto('p.nome_tipo_pensao') }} as tipo,
    {{ texto('p.natureza_pensao') }} as natureza,
    {{ texto('p.nome_parentesco') }} as parentesco,
    case
        when {{ casa('p.cota_pensao', '^\\s*\\d{1,3}\\s*/\\s*[1-9]\\d{0,2}\\s*$') }}
            then cast(cast({{ aparado(parte('p.cota_pensao', '/', 1)) }} as numeric) / cast({{ aparado(parte('p.cota_pensao', '/', 2)) }} as numeric)
                as numeric(12, 6))
    end as pct_cota,
    {{ colunas_tecnicas('p', 'siape') }},
    {{ lista([
        'case when ' ~ nao_casa(texto('p.cota_pensao'), '^\\s*\\d{1,3}\\s*/\\s*[1-9]\\d{0,2}\\s*$') ~ " then 'pct_cota' end"
    ]) }} as _erros_conversao
from {{ source('siape', 'consulta_pensoes_instituidas') }} as p
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('p.orgao_pensionista') }} = {{ orgao_siape('o.siape') }}
