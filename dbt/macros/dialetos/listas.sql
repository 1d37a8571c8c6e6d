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
