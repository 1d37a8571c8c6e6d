{#- Unnests a JSON array column: `item` is the element, `ordem` its place, from 1. A null or an object has no elements. -#}
{% macro elementos(coluna) -%}
    {{ return(adapter.dispatch('elementos', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__elementos(coluna) -%}
jsonb_array_elements(case when jsonb_typeof({{ coluna }}) = 'array' then {{ coluna }} else '[]'::jsonb end)
with ordinality as lista (item, ordem)
{%- endmacro %}

{#- The text of a key of a JSON object. -#}
{% macro json_texto(objeto, chave) -%}
({{ objeto }} ->> '{{ chave }}')
{%- endmacro %}
