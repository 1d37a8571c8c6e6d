{#- Lists of texts and JSON. -#}

{#- A list of texts, without those that are null. -#}
{% macro lista(itens) -%}
    {{ return(adapter.dispatch('lista', 'govhub')(itens)) }}
{%- endmacro %}

{% macro default__lista(itens) -%}
array_remove(array[
{%- for item in itens %}
    {{ item }}{{ "," if not loop.last }}
{%- endfor %}
], null)
{%- endmacro %}

{% macro snowflake__lista(itens) -%}
array_construct_compact({{ itens | join(', ') }})
{%- endmacro %}

{% macro bigquery__lista(itens) -%}
array(select item_da_lista from unnest([{{ itens | join(', ') }}]) as item_da_lista where item_da_lista is not null)
{%- endmacro %}

{% macro redshift__lista(itens) -%}
split_to_array(nullif({{ partes_somadas(',', itens) }}, ''), ',')
{%- endmacro %}

{#- A list without items. -#}
{% macro lista_vazia() -%}
    {{ return(adapter.dispatch('lista_vazia', 'govhub')()) }}
{%- endmacro %}

{% macro default__lista_vazia() -%}
cast(array[] as text[])
{%- endmacro %}

{% macro snowflake__lista_vazia() -%}
array_construct()
{%- endmacro %}

{% macro bigquery__lista_vazia() -%}
cast([] as array<string>)
{%- endmacro %}

{% macro redshift__lista_vazia() -%}
cast(null as super)
{%- endmacro %}

{#- How many items. -#}
{% macro tamanho(lista) -%}
    {{ return(adapter.dispatch('tamanho', 'govhub')(lista)) }}
{%- endmacro %}

{% macro default__tamanho(lista) -%}
cardinality({{ lista }})
{%- endmacro %}

{% macro snowflake__tamanho(lista) -%}
array_size({{ lista }})
{%- endmacro %}

{% macro bigquery__tamanho(lista) -%}
array_length({{ lista }})
{%- endmacro %}

{% macro redshift__tamanho(lista) -%}
coalesce(get_array_length({{ lista }}), 0)
{%- endmacro %}

{#- The items of a list of texts of a table before it, one row each, to be joined with `cross join`; `item(apelido)` is the text. -#}
{% macro itens(lista, apelido) -%}
    {{ return(adapter.dispatch('itens', 'govhub')(lista, apelido)) }}
{%- endmacro %}

{% macro default__itens(lista, apelido) -%}
lateral unnest({{ lista }}) as {{ apelido }} (item)
{%- endmacro %}

{% macro snowflake__itens(lista, apelido) -%}
lateral flatten(input => {{ lista }}) as {{ apelido }}
{%- endmacro %}

{% macro bigquery__itens(lista, apelido) -%}
unnest({{ lista }}) as {{ apelido }}
{%- endmacro %}

{#- An item of `itens`. -#}
{% macro item(apelido) -%}
    {{ return(adapter.dispatch('item', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__item(apelido) -%}
{{ apelido }}.item
{%- endmacro %}

{% macro snowflake__item(apelido) -%}
cast({{ apelido }}.value as varchar)
{%- endmacro %}

{% macro bigquery__item(apelido) -%}
{{ apelido }}
{%- endmacro %}

{#- A list of one text. -#}
{% macro lista_de_um(texto) -%}
    {{ return(adapter.dispatch('lista_de_um', 'govhub')(texto)) }}
{%- endmacro %}

{% macro default__lista_de_um(texto) -%}
array[{{ texto }}]
{%- endmacro %}

{% macro snowflake__lista_de_um(texto) -%}
array_construct({{ texto }})
{%- endmacro %}

{% macro bigquery__lista_de_um(texto) -%}
[{{ texto }}]
{%- endmacro %}

{% macro redshift__lista_de_um(texto) -%}
array({{ texto }})
{%- endmacro %}

{#- Whether a list holds a text. In Snowflake the items are joined, and may not hold a vertical bar. -#}
{% macro contem(lista, texto) -%}
    {{ return(adapter.dispatch('contem', 'govhub')(lista, texto)) }}
{%- endmacro %}

{% macro default__contem(lista, texto) -%}
{{ texto }} = any({{ lista }})
{%- endmacro %}

{% macro snowflake__contem(lista, texto) -%}
position('|' || {{ texto }} || '|', '|' || array_to_string({{ lista }}, '|') || '|') > 0
{%- endmacro %}

{% macro bigquery__contem(lista, texto) -%}
{{ texto }} in unnest({{ lista }})
{%- endmacro %}

{#- The texts of a group as a list, in an order, or each one once in its own. No text is null: the engines keep nulls or not. -#}
{% macro lista_ordenada(texto, ordem=none, distinta=false) -%}
    {{ return(adapter.dispatch('lista_ordenada', 'govhub')(texto, ordem, distinta)) }}
{%- endmacro %}

{% macro default__lista_ordenada(texto, ordem, distinta) -%}
array_agg({{ "distinct " if distinta }}{{ texto }} order by {{ ordem or texto }})
{%- endmacro %}

{% macro snowflake__lista_ordenada(texto, ordem, distinta) -%}
array_agg({{ "distinct " if distinta }}{{ texto }}) within group (order by {{ ordem or texto }})
{%- endmacro %}

{#- The way from the root to a node of a tree: a list in PostgreSQL, elsewhere a text until the tree is whole. -#}
{% macro caminho_de(codigo) -%}
    {{ return(adapter.dispatch('caminho_de', 'govhub')(codigo)) }}
{%- endmacro %}

{% macro default__caminho_de(codigo) -%}
cast({{ codigo }} as {{ tipo('text') }})
{%- endmacro %}

{% macro postgres__caminho_de(codigo) -%}
array[{{ codigo }}]
{%- endmacro %}

{% macro caminho_com(caminho, codigo) -%}
    {{ return(adapter.dispatch('caminho_com', 'govhub')(caminho, codigo)) }}
{%- endmacro %}

{% macro default__caminho_com(caminho, codigo) -%}
{{ caminho }} || '|' || {{ codigo }}
{%- endmacro %}

{% macro postgres__caminho_com(caminho, codigo) -%}
{{ caminho }} || {{ codigo }}
{%- endmacro %}

{% macro fora_do_caminho(caminho, codigo) -%}
    {{ return(adapter.dispatch('fora_do_caminho', 'govhub')(caminho, codigo)) }}
{%- endmacro %}

{% macro default__fora_do_caminho(caminho, codigo) -%}
{{ posicao("'|' || " ~ caminho ~ " || '|'", "'|' || " ~ codigo ~ " || '|'") }} = 0
{%- endmacro %}

{% macro postgres__fora_do_caminho(caminho, codigo) -%}
{{ codigo }} <> all({{ caminho }})
{%- endmacro %}

{% macro caminho_em_lista(caminho) -%}
    {{ return(adapter.dispatch('caminho_em_lista', 'govhub')(caminho)) }}
{%- endmacro %}

{% macro default__caminho_em_lista(caminho) -%}
split({{ caminho }}, '|')
{%- endmacro %}

{% macro postgres__caminho_em_lista(caminho) -%}
{{ caminho }}
{%- endmacro %}

{% macro redshift__caminho_em_lista(caminho) -%}
split_to_array({{ caminho }}, '|')
{%- endmacro %}

{#- The parts of a text as a list; an empty text has none. -#}
{% macro lista_do_texto(texto, separador) -%}
    {{ return(adapter.dispatch('lista_do_texto', 'govhub')(texto, separador)) }}
{%- endmacro %}

{% macro default__lista_do_texto(texto, separador) -%}
string_to_array({{ texto }}, '{{ separador }}')
{%- endmacro %}

{% macro snowflake__lista_do_texto(texto, separador) -%}
case when {{ texto }} = '' then array_construct() else split({{ texto }}, '{{ separador }}') end
{%- endmacro %}

{% macro bigquery__lista_do_texto(texto, separador) -%}
if({{ texto }} = '', [], split({{ texto }}, '{{ separador }}'))
{%- endmacro %}

{% macro redshift__lista_do_texto(texto, separador) -%}
split_to_array({{ texto }}, '{{ separador }}')
{%- endmacro %}
