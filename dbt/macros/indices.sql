{#- `outros`, and an index for each column by which dashboards filter a product; tests/unit/dashboards/test_indexes.py says which those are. -#}
{% macro por_filtro(colunas, outros=[]) -%}
{%- set indices = outros | list -%}
{%- for coluna in colunas %}{% do indices.append({'columns': [coluna]}) %}{% endfor -%}
{{ return(indices) }}
{%- endmacro %}
