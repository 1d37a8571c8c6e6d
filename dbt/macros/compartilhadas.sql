{#- In a group: the value of the most trusted row that has one. `preferencia` is a column of the rows, 1 first. -#}
{% macro preferido(coluna, desempate=none) -%}
(array_agg({{ coluna }} order by preferencia{% if desempate %}, {{ desempate }}{% endif %}) filter (where {{ coluna }} is not null))[1]
{%- endmacro %}
