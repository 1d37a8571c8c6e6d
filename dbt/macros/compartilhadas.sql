{#- In a group: the value, of a type, of the most trusted row that has one. `preferencia` is a column of the rows, 1 first. -#}
{% macro preferido(coluna, desempate=none, tipo_sql='text') -%}
{{ primeiro(coluna, "preferencia" ~ (", " ~ desempate if desempate else ""), coluna ~ " is not null", tipo_sql) }}
{%- endmacro %}
