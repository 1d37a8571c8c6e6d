{#- Rows made of columns or of constants, to be joined with `cross join`. -#}

{#-
    One row of each list of expressions over the tables before it, as the columns of `apelido`; the names of the columns are
    those of `colunas`. Expressions of a column have one type.
-#}
{% macro linhas_de(apelido, colunas, linhas) -%}
    {{ return(adapter.dispatch('linhas_de', 'govhub')(apelido, colunas, linhas)) }}
{%- endmacro %}

{% macro default__linhas_de(apelido, colunas, linhas) -%}
lateral (
    values
    {%- for linha in linhas %}
    ({{ linha | join(', ') }}){{ "," if not loop.last }}
    {%- endfor %}
) as {{ apelido }} ({{ colunas | join(', ') }})
{%- endmacro %}

{% macro bigquery__linhas_de(apelido, colunas, linhas) -%}
unnest([
    {%- for linha in linhas %}
    struct(
        {%- for expressao in linha %}{{ expressao }}{{ " as " ~ colunas[loop.index0] }}{{ ", " if not loop.last }}{% endfor -%}
    ){{ "," if not loop.last }}
    {%- endfor %}
]) as {{ apelido }}
{%- endmacro %}

{% macro snowflake__linhas_de(apelido, colunas, linhas) -%}
lateral (
    select
        {%- for coluna in colunas %}
        {%- set indice = loop.index0 %}
        case linha_n{% for linha in linhas %} when {{ loop.index }} then {{ linha[indice] }}{% endfor %} end as {{ coluna }}{{ "," if not loop.last }}
        {%- endfor %}
    from ({% for linha in linhas %}select {{ loop.index }} as linha_n{{ " union all " if not loop.last }}{% endfor %}) as numeradas
) as {{ apelido }}
{%- endmacro %}

{#- Rows of two queries, each once. -#}
{% macro uniao(palavra='union') -%}
    {{ return(adapter.dispatch('uniao', 'govhub')(palavra)) }}
{%- endmacro %}

{% macro default__uniao(palavra) -%}
{{ palavra }}
{%- endmacro %}

{% macro bigquery__uniao(palavra) -%}
{{ palavra }} distinct
{%- endmacro %}

{#- At the end of a step: its expressions are computed once, which only PostgreSQL must be told. -#}
{% macro passo_separado(clausula='offset 0') -%}
    {{ return(adapter.dispatch('passo_separado', 'govhub')(clausula)) }}
{%- endmacro %}

{% macro default__passo_separado(clausula) -%}
{{ clausula }}
{%- endmacro %}

{% macro bigquery__passo_separado(clausula) -%}
{%- endmacro %}

{% macro snowflake__passo_separado(clausula) -%}
{%- endmacro %}

{% macro redshift__passo_separado(clausula) -%}
{%- endmacro %}
