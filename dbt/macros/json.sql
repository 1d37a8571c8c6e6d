{#-
    Unnests a JSON array column of a table before it: `lista.item` is the element, `lista.ordem` its place, from 1; to be
    joined with `cross join`. A null or an object has no elements.
-#}
{% macro elementos(coluna) -%}
    {{ return(adapter.dispatch('elementos', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__elementos(coluna) -%}
lateral jsonb_array_elements(case when jsonb_typeof({{ coluna }}) = 'array' then {{ coluna }} else '[]'::jsonb end)
with ordinality as lista (item, ordem)
{%- endmacro %}

{% macro snowflake__elementos(coluna) -%}
lateral (
    select elemento.value as item, elemento.index + 1 as ordem
    from table(flatten(input => case when is_array({{ coluna }}) then {{ coluna }} end)) as elemento
) as lista
{%- endmacro %}

{% macro bigquery__elementos(coluna) -%}
unnest(array(
    select struct(item, indice + 1 as ordem)
    from unnest(json_query_array(case when json_type({{ coluna }}) = 'array' then {{ coluna }} end)) as item with offset as indice
)) as lista
{%- endmacro %}

{#- The text of a key of a JSON object. -#}
{% macro json_texto(objeto, chave) -%}
    {{ return(adapter.dispatch('json_texto', 'govhub')(objeto, chave)) }}
{%- endmacro %}

{% macro default__json_texto(objeto, chave) -%}
({{ objeto }} ->> '{{ chave }}')
{%- endmacro %}

{% macro snowflake__json_texto(objeto, chave) -%}
cast(get({{ objeto }}, '{{ chave }}') as varchar)
{%- endmacro %}

{% macro bigquery__json_texto(objeto, chave) -%}
json_value({{ objeto }}, '$.{{ chave }}')
{%- endmacro %}

{% macro redshift__json_texto(objeto, chave) -%}
json_extract_path_text(json_serialize({{ objeto }}), '{{ chave }}', true)
{%- endmacro %}

{#- In a group: an object of a name and a number of each row. -#}
{% macro objeto_de(nome, numero) -%}
    {{ return(adapter.dispatch('objeto_de', 'govhub')(nome, numero)) }}
{%- endmacro %}

{% macro default__objeto_de(nome, numero) -%}
jsonb_object_agg({{ nome }}, {{ numero }} order by {{ nome }})
{%- endmacro %}

{% macro snowflake__objeto_de(nome, numero) -%}
object_agg({{ nome }}, {{ numero }})
{%- endmacro %}

{% macro bigquery__objeto_de(nome, numero) -%}
json_object(array_agg({{ nome }} order by {{ nome }}), array_agg({{ numero }} order by {{ nome }}))
{%- endmacro %}

{% macro redshift__objeto_de(nome, numero) -%}
json_parse('{' || listagg('"' || {{ nome }} || '":' || {{ numero }}, ',') within group (order by {{ nome }}) || '}')
{%- endmacro %}

{#- An object without keys. -#}
{% macro objeto_vazio() -%}
    {{ return(adapter.dispatch('objeto_vazio', 'govhub')()) }}
{%- endmacro %}

{% macro default__objeto_vazio() -%}
cast('{}' as jsonb)
{%- endmacro %}

{% macro snowflake__objeto_vazio() -%}
object_construct()
{%- endmacro %}

{% macro bigquery__objeto_vazio() -%}
json '{}'
{%- endmacro %}

{% macro redshift__objeto_vazio() -%}
json_parse('{}')
{%- endmacro %}

{#- What a key of a JSON object holds, as JSON. -#}
{% macro json_dentro(objeto, chave) -%}
    {{ return(adapter.dispatch('json_dentro', 'govhub')(objeto, chave)) }}
{%- endmacro %}

{% macro default__json_dentro(objeto, chave) -%}
({{ objeto }} -> '{{ chave }}')
{%- endmacro %}

{% macro snowflake__json_dentro(objeto, chave) -%}
get({{ objeto }}, '{{ chave }}')
{%- endmacro %}

{% macro bigquery__json_dentro(objeto, chave) -%}
json_query({{ objeto }}, '$.{{ chave }}')
{%- endmacro %}

{#- An item of a JSON array, from 0. -#}
{% macro json_item(lista, n) -%}
    {{ return(adapter.dispatch('json_item', 'govhub')(lista, n)) }}
{%- endmacro %}

{% macro default__json_item(lista, n) -%}
({{ lista }} -> {{ n }})
{%- endmacro %}

{% macro snowflake__json_item(lista, n) -%}
get({{ lista }}, {{ n }})
{%- endmacro %}

{% macro bigquery__json_item(lista, n) -%}
json_query({{ lista }}, '$[{{ n }}]')
{%- endmacro %}

{#- The keys and values of a JSON object of a table before it, one row each, to be joined with `cross join`. -#}
{% macro pares_do_objeto(objeto, apelido) -%}
    {{ return(adapter.dispatch('pares_do_objeto', 'govhub')(objeto, apelido)) }}
{%- endmacro %}

{% macro default__pares_do_objeto(objeto, apelido) -%}
lateral jsonb_each_text({{ objeto }}) as {{ apelido }} (chave, valor)
{%- endmacro %}

{% macro snowflake__pares_do_objeto(objeto, apelido) -%}
lateral flatten(input => {{ objeto }}) as {{ apelido }}
{%- endmacro %}

{% macro bigquery__pares_do_objeto(objeto, apelido) -%}
unnest(json_keys({{ objeto }}, 1)) as {{ apelido }}
{%- endmacro %}

{#- The key of a pair of `pares_do_objeto`. -#}
{% macro chave_do_par(apelido) -%}
    {{ return(adapter.dispatch('chave_do_par', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__chave_do_par(apelido) -%}
{{ apelido }}.chave
{%- endmacro %}

{% macro snowflake__chave_do_par(apelido) -%}
{{ apelido }}.key
{%- endmacro %}

{% macro bigquery__chave_do_par(apelido) -%}
{{ apelido }}
{%- endmacro %}

{#- The value of such a pair, as text. -#}
{% macro valor_do_par(apelido) -%}
    {{ return(adapter.dispatch('valor_do_par', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__valor_do_par(apelido) -%}
{{ apelido }}.valor
{%- endmacro %}

{% macro snowflake__valor_do_par(apelido) -%}
cast({{ apelido }}.value as varchar)
{%- endmacro %}

{#- The text that a JSON value is; null when it is something else. -#}
{% macro json_so_texto(valor) -%}
    {{ return(adapter.dispatch('json_so_texto', 'govhub')(valor)) }}
{%- endmacro %}

{% macro default__json_so_texto(valor) -%}
case when jsonb_typeof({{ valor }}) = 'string' then {{ valor }} #>> '{}' end
{%- endmacro %}

{% macro snowflake__json_so_texto(valor) -%}
as_varchar({{ valor }})
{%- endmacro %}

{% macro bigquery__json_so_texto(valor) -%}
case when json_type({{ valor }}) = 'string' then json_value({{ valor }}) end
{%- endmacro %}

{#- A JSON value if it is an object; null when it is something else. -#}
{% macro json_so_objeto(valor) -%}
    {{ return(adapter.dispatch('json_so_objeto', 'govhub')(valor)) }}
{%- endmacro %}

{% macro default__json_so_objeto(valor) -%}
case when jsonb_typeof({{ valor }}) = 'object' then {{ valor }} end
{%- endmacro %}

{% macro snowflake__json_so_objeto(valor) -%}
as_object({{ valor }})
{%- endmacro %}

{% macro bigquery__json_so_objeto(valor) -%}
case when json_type({{ valor }}) = 'object' then {{ valor }} end
{%- endmacro %}
