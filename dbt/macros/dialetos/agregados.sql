{#- Aggregates. -#}

{#- An aggregate of the rows where a condition holds: filtrado('sum(valor)', 'ativo'); its argument is the part in parentheses. -#}
{% macro filtrado(agregado, condicao) -%}
    {{ return(adapter.dispatch('filtrado', 'govhub')(agregado, condicao)) }}
{%- endmacro %}

{% macro default__filtrado(agregado, condicao) -%}
{{ agregado }} filter (where {{ condicao }})
{%- endmacro %}

{% macro bigquery__filtrado(agregado, condicao) -%}
{{ agregado_com_caso(agregado, condicao) }}
{%- endmacro %}

{% macro snowflake__filtrado(agregado, condicao) -%}
{{ agregado_com_caso(agregado, condicao) }}
{%- endmacro %}

{% macro redshift__filtrado(agregado, condicao) -%}
{{ agregado_com_caso(agregado, condicao) }}
{%- endmacro %}

{#- Aggregates pass nulls by, so a case without else is a filter. -#}
{% macro agregado_com_caso(agregado, condicao) -%}
{%- set funcao = agregado.split('(')[0] -%}
{%- set argumento = agregado[(funcao | length) + 1:-1] -%}
{%- set distinto = 'distinct ' if argumento.startswith('distinct ') else '' -%}
{{ funcao }}({{ distinto }}case when {{ condicao }} then {{ '1' if argumento == '*' else argumento[distinto | length:] }} end)
{%- endmacro %}

{#- Whether a condition holds for some row. -#}
{% macro algum(condicao) -%}
    {{ return(adapter.dispatch('algum', 'govhub')(condicao)) }}
{%- endmacro %}

{% macro default__algum(condicao) -%}
bool_or({{ condicao }})
{%- endmacro %}

{% macro bigquery__algum(condicao) -%}
logical_or({{ condicao }})
{%- endmacro %}

{% macro snowflake__algum(condicao) -%}
boolor_agg({{ condicao }})
{%- endmacro %}

{#- Whether it holds for all. -#}
{% macro todos(condicao) -%}
    {{ return(adapter.dispatch('todos', 'govhub')(condicao)) }}
{%- endmacro %}

{% macro default__todos(condicao) -%}
bool_and({{ condicao }})
{%- endmacro %}

{% macro bigquery__todos(condicao) -%}
logical_and({{ condicao }})
{%- endmacro %}

{% macro snowflake__todos(condicao) -%}
booland_agg({{ condicao }})
{%- endmacro %}

{#- Texts of a group in one, in an order; with `distinto` each one once, in its own order or in none. -#}
{% macro lista_de_textos(texto, separador=', ', ordem=none, distinto=false) -%}
    {{ return(adapter.dispatch('lista_de_textos', 'govhub')(texto, separador, ordem, distinto)) }}
{%- endmacro %}

{% macro default__lista_de_textos(texto, separador, ordem, distinto) -%}
string_agg({{ "distinct " if distinto }}{{ texto }}, '{{ separador }}'{{ " order by " ~ ordem if ordem }})
{%- endmacro %}

{% macro snowflake__lista_de_textos(texto, separador, ordem, distinto) -%}
nullif(listagg({{ "distinct " if distinto }}{{ texto }}, '{{ separador }}'){{ " within group (order by " ~ ordem ~ ")" if ordem }}, '')
{%- endmacro %}

{% macro redshift__lista_de_textos(texto, separador, ordem, distinto) -%}
listagg({{ "distinct " if distinto }}{{ texto }}, '{{ separador }}'){{ " within group (order by " ~ ordem ~ ")" if ordem }}
{%- endmacro %}

{#- In a group: the first value in an order, of the rows where a condition holds. `tipo_sql` is its type, where the engine forgets it. -#}
{% macro primeiro(valor, ordem, condicao, tipo_sql='text') -%}
    {{ return(adapter.dispatch('primeiro', 'govhub')(valor, ordem, condicao, tipo_sql)) }}
{%- endmacro %}

{% macro default__primeiro(valor, ordem, condicao, tipo_sql) -%}
(array_agg({{ valor }} order by {{ ordem }}) filter (where {{ condicao }}))[1]
{%- endmacro %}

{% macro snowflake__primeiro(valor, ordem, condicao, tipo_sql) -%}
cast(get(array_agg(case when {{ condicao }} then {{ valor }} end) within group (order by {{ ordem }}), 0) as {{ tipo(tipo_sql) }})
{%- endmacro %}

{% macro bigquery__primeiro(valor, ordem, condicao, tipo_sql) -%}
array_agg(case when {{ condicao }} then {{ valor }} end ignore nulls order by {{ ordem }} limit 1)[safe_offset(0)]
{%- endmacro %}
