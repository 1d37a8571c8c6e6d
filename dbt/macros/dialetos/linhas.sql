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

{#- A table of constants, or of expressions that read no table before it; expressions of a column have one type. -#}
{% macro linhas_constantes(apelido, colunas, linhas) -%}
    {{ return(adapter.dispatch('linhas_constantes', 'govhub')(apelido, colunas, linhas)) }}
{%- endmacro %}

{% macro default__linhas_constantes(apelido, colunas, linhas) -%}
(
    values
    {%- for linha in linhas %}
    ({{ linha | join(', ') }}){{ "," if not loop.last }}
    {%- endfor %}
) as {{ apelido }} ({{ colunas | join(', ') }})
{%- endmacro %}

{% macro bigquery__linhas_constantes(apelido, colunas, linhas) -%}
{{ linhas_somadas(apelido, colunas, linhas) }}
{%- endmacro %}

{% macro snowflake__linhas_constantes(apelido, colunas, linhas) -%}
{{ linhas_somadas(apelido, colunas, linhas) }}
{%- endmacro %}

{% macro redshift__linhas_constantes(apelido, colunas, linhas) -%}
{{ linhas_somadas(apelido, colunas, linhas) }}
{%- endmacro %}

{% macro linhas_somadas(apelido, colunas, linhas) -%}
(
    {%- for linha in linhas %}
    select {% for expressao in linha %}{{ expressao }}{{ " as " ~ colunas[loop.index0] }}{{ ", " if not loop.last }}{% endfor %}{{ " union all" if not loop.last }}
    {%- endfor %}
) as {{ apelido }}
{%- endmacro %}

{#- Integers from one to another, both included, one row each. -#}
{% macro inteiros(de, ate, coluna, apelido) -%}
    {{ return(adapter.dispatch('inteiros', 'govhub')(de, ate, coluna, apelido)) }}
{%- endmacro %}

{% macro default__inteiros(de, ate, coluna, apelido) -%}
generate_series({{ de }}, {{ ate }}) as {{ apelido }} ({{ coluna }})
{%- endmacro %}

{% macro snowflake__inteiros(de, ate, coluna, apelido) -%}
(select cast(value as integer) as {{ coluna }} from table(flatten(input => array_generate_range({{ de }}, {{ ate + 1 }})))) as {{ apelido }}
{%- endmacro %}

{% macro bigquery__inteiros(de, ate, coluna, apelido) -%}
unnest(generate_array({{ de }}, {{ ate }})) as {{ coluna }}
{%- endmacro %}

{#- Integers between two expressions of a table before it, both included, to be joined with `cross join`. -#}
{% macro inteiros_entre(de, ate, apelido) -%}
    {{ return(adapter.dispatch('inteiros_entre', 'govhub')(de, ate, apelido)) }}
{%- endmacro %}

{% macro default__inteiros_entre(de, ate, apelido) -%}
lateral generate_series({{ de }}, {{ ate }}) as {{ apelido }} (n)
{%- endmacro %}

{% macro snowflake__inteiros_entre(de, ate, apelido) -%}
lateral flatten(input => array_generate_range({{ de }}, {{ ate }} + 1)) as {{ apelido }}
{%- endmacro %}

{% macro bigquery__inteiros_entre(de, ate, apelido) -%}
unnest(generate_array({{ de }}, {{ ate }})) as {{ apelido }}
{%- endmacro %}

{#- An integer of `inteiros_entre`. -#}
{% macro inteiro_da_serie(apelido) -%}
    {{ return(adapter.dispatch('inteiro_da_serie', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__inteiro_da_serie(apelido) -%}
{{ apelido }}.n
{%- endmacro %}

{% macro snowflake__inteiro_da_serie(apelido) -%}
cast({{ apelido }}.value as integer)
{%- endmacro %}

{% macro bigquery__inteiro_da_serie(apelido) -%}
{{ apelido }}
{%- endmacro %}
