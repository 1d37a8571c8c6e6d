{#- What only the whole table can violate: `regra_<regra>` is a query of what does. -#}

{% macro regra_unique(tabela, no, coluna, argumentos) -%}
select {{ coluna }}, count(*) as linhas
from {{ tabela }}
where {{ coluna }} is not null
group by {{ coluna }}
having count(*) > 1
{%- endmacro %}

{#- U01: the natural key is unique, and no part of it is null. Where an index says that it is unique, it is. -#}
{% macro regra_u01_chave_unica(tabela, no, coluna, argumentos) -%}
{%- set colunas = argumentos.colunas -%}
{%- if chave_garantida(tabela, colunas) -%}
select {{ colunas | join(', ') }}
from {{ tabela }}
where {% for coluna in colunas %}{{ coluna }} is null{{ " or " if not loop.last }}{% endfor %}
{%- else -%}
select {{ colunas | join(', ') }}, count(*) as linhas
from {{ tabela }}
group by {{ colunas | join(', ') }}
having count(*) > 1 {% for coluna in colunas %}or {{ coluna }} is null {% endfor %}
{%- endif -%}
{%- endmacro %}

{#- U02: one current version per key; versions neither overlap nor leave holes while the key exists. -#}
{% macro regra_u02_versoes(tabela, no, coluna, argumentos) -%}
select *
from (
    select
        {{ argumentos.colunas | join(', ') }},
        dbt_valid_from,
        dbt_valid_to,
        lead(dbt_valid_from) over (partition by {{ argumentos.colunas | join(', ') }} order by dbt_valid_from) as proxima
    from {{ tabela }}
) as versoes
where (proxima is not null and (dbt_valid_to is null or dbt_valid_to > proxima))
    or dbt_valid_to < dbt_valid_from
{%- endmacro %}

{#- C18: the current version of a key equals its row in silver. -#}
{% macro regra_c18_versao_atual(tabela, no, coluna, argumentos) -%}
{%- set colunas = argumentos.colunas -%}
select {% for coluna in colunas %}coalesce(a.{{ coluna }}, v.{{ coluna }}) as {{ coluna }}{{ ", " if not loop.last }}{% endfor %}
from {{ tabela_de_origem(no, argumentos.atual) }} as a
full join (select * from {{ tabela }} where dbt_valid_to is null) as v
    on {% for coluna in colunas %}a.{{ coluna }} = v.{{ coluna }}{{ " and " if not loop.last }}{% endfor %}
where a.{{ colunas[0] }} is null or v.{{ colunas[0] }} is null
    {%- for coluna in argumentos.conferidas %} or a.{{ coluna }} is distinct from v.{{ coluna }}{% endfor %}
{%- endmacro %}

{#- C01: distinct keys in bronze = rows in silver. -#}
{% macro regra_c01_mesmas_chaves(tabela, no, coluna, argumentos) -%}
select *
from (
    select
        (
            select count(*)
            from (select distinct {{ argumentos.colunas | join(', ') }} from {{ tabela_de_origem(no, argumentos.origem) }} as o) as chaves
        ) as em_bronze,
        (select count(*) from {{ tabela }}) as em_silver
) as contagens
where em_bronze <> em_silver
{%- endmacro %}

{#-
    L01: no text column holds an unmasked CPF: formatted, or 11 digits with valid check digits. In `codigos`, columns
    of numeric codes that may have 11 digits, only the formatted form counts. A hash in a key is no text: sooner or later
    one has eleven such digits in a row. Rows without anything of that form in any column, nearly all, are told in one look.
    What stands between two numbers is written twice, so that both find their edge: not every engine can look around a match.
-#}
{% macro regra_l01_sem_cpf(tabela, no, coluna, argumentos) -%}
{%- set textos = [] %}
{%- for coluna in adapter.get_columns_in_relation(tabela) if coluna.is_string() %}{% do textos.append(coluna.name | lower) %}{% endfor -%}
select coluna, count(*) as linhas
from (
    with suspeitas as {{ passo_separado('materialized') }} (
        select {{ textos | join(', ') }}
        from {{ tabela }}
        where {{ casa(unidos(textos, ' '), '(^|[^0-9./-])\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}($|[^0-9/])') }}
    )
    {%- for coluna in textos %}
    select '{{ coluna }}' as coluna, {{ achado('candidatos') }} as candidato
    from suspeitas as linha
    cross join {{ achados(
        troca("' ' || " ~ troca("linha." ~ coluna, '\\m[0-9a-f]{32}\\M', '') ~ " || ' '", '([^0-9./-])', '\\1\\1'),
        '[^0-9./-](\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2})[^0-9/]', 'candidatos'
    ) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
) as valores
where {{ casa('candidato', '[.-]') }}
    or ({{ cpf_valido('candidato') }}{% for codigo in argumentos.get('codigos', []) %} and coluna <> '{{ codigo }}'{% endfor %})
group by coluna
{%- endmacro %}
