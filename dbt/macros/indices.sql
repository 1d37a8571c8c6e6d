{#- An index for each column by which dashboards filter a product; tests/unit/dashboards/test_indexes.py says which those are. -#}
{% macro por_filtro(colunas) -%}
{%- set indices = [] -%}
{%- for coluna in colunas %}{% do indices.append({'columns': [coluna]}) %}{% endfor -%}
{{ return(indices) }}
{%- endmacro %}
