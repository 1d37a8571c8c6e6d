{#- C01 for people: every pseudonym that a list or an answer names is one person, and nobody else is. -#}
{% test c01_pessoas(model) %}
with nomeadas as (
    {%- for tabela in ['lista_servidores', 'consulta_dados_funcionais', 'consulta_dados_pessoais'] %}
    select cpf_pseudonimo as pessoa_id from {{ source('siape', tabela) }} where cpf_pseudonimo is not null
    {{ uniao() if not loop.last }}
    {%- endfor %}
)

select coalesce(n.pessoa_id, p.pessoa_id) as pessoa_id
from nomeadas as n
full join {{ model }} as p on n.pessoa_id = p.pessoa_id
where n.pessoa_id is null or p.pessoa_id is null
{% endtest %}

{#- U03: exactly one row per person and body that has bonds. -#}
{% test u03_uma_pessoa_por_orgao(model) %}
with com_vinculo as (
    select distinct orgao_chave, pessoa_id from {{ ref('vinculo') }} where pessoa_id is not null
),

contadas as (
    select orgao_chave, pessoa_id, count(*) as linhas from {{ model }} group by orgao_chave, pessoa_id
)

select coalesce(v.orgao_chave, c.orgao_chave) as orgao_chave, coalesce(v.pessoa_id, c.pessoa_id) as pessoa_id, c.linhas
from com_vinculo as v
full join contadas as c on v.orgao_chave = c.orgao_chave and v.pessoa_id = c.pessoa_id
where v.pessoa_id is null or c.linhas is distinct from 1
{% endtest %}

{#- T69: as many rows as the lists in the payload have elements; the last one of each does not stand for all. -#}
{% test t69_lista_inteira(model, origem, coluna, pseudonimo='cpf_pseudonimo') %}
with contagens as (
    select
        (
            select count(*)
            from {{ origem }} as o
            cross join {{ elementos('o.' ~ coluna) }}
            where o.{{ pseudonimo }} is not null
        ) as no_bronze,
        (select count(*) from {{ model }}) as em_silver
)

select * from contagens where no_bronze <> em_silver
{% endtest %}

{#- C17: every post in force is in the table once, paired or not. -#}
{% test c17_postos_uma_vez(model) %}
with contagens as (
    select
        (select count(distinct instancia_codigo) from {{ ref('posto') }} where _deleted_at is null) as postos,
        (select count(*) from {{ model }} where instancia_codigo is not null) as linhas
)

select * from contagens where postos <> linhas
{% endtest %}
