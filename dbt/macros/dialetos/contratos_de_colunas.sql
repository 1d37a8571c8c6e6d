{#-
    Contracts name their types as in PostgreSQL; each engine is told its own names. dbt calls these macros where it writes
    the columns of a table with a contract, and the empty query with which it compares them.
-#}

{#- The columns of the model, with the types of the engine. -#}
{% macro colunas_no_dialeto(colunas) -%}
{%- set traduzidas = {} -%}
{%- for nome, coluna in colunas.items() -%}
{%- set outra = {} -%}
{%- do outra.update(coluna) -%}
{%- do outra.update({'data_type': tipo(coluna['data_type'])}) -%}
{%- do traduzidas.update({nome: outra}) -%}
{%- endfor -%}
{{ return(traduzidas) }}
{%- endmacro %}

{% macro snowflake__get_table_columns_and_constraints() -%}
{{ return(colunas_declaradas()) }}
{%- endmacro %}

{% macro bigquery__get_table_columns_and_constraints() -%}
{{ return(colunas_declaradas()) }}
{%- endmacro %}

{% macro colunas_declaradas() -%}
(
    {{ adapter.render_raw_columns_constraints(raw_columns=colunas_no_dialeto(model['columns'])) | join(',\n    ') }}
)
{%- endmacro %}

{% macro snowflake__get_empty_schema_sql(columns) -%}
{{ return(default__get_empty_schema_sql(colunas_no_dialeto(columns))) }}
{%- endmacro %}

{% macro bigquery__get_empty_schema_sql(columns) -%}
{{ return(default__get_empty_schema_sql(colunas_no_dialeto(columns))) }}
{%- endmacro %}
