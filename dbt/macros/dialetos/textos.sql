{#- Texts: what the engines name or order differently. -#}

{#- Without spaces at its ends. -#}
{% macro aparado(texto) -%}
    {{ return(adapter.dispatch('aparado', 'govhub')(texto)) }}
{%- endmacro %}

{% macro default__aparado(texto) -%}
btrim({{ texto }})
{%- endmacro %}

{% macro bigquery__aparado(texto) -%}
trim({{ texto }}, ' ')
{%- endmacro %}

{% macro snowflake__aparado(texto) -%}
trim({{ texto }})
{%- endmacro %}

{#- Where a part begins, from 1; 0 when it is not there. -#}
{% macro posicao(texto, trecho) -%}
    {{ return(adapter.dispatch('posicao', 'govhub')(texto, trecho)) }}
{%- endmacro %}

{% macro default__posicao(texto, trecho) -%}
strpos({{ texto }}, {{ trecho }})
{%- endmacro %}

{% macro snowflake__posicao(texto, trecho) -%}
position({{ trecho }}, {{ texto }})
{%- endmacro %}

{#- The nth part between separators. Beyond the last there is empty text in some engines and null in others: callers take both. -#}
{% macro parte(texto, separador, n) -%}
    {{ return(adapter.dispatch('parte', 'govhub')(texto, separador, n)) }}
{%- endmacro %}

{% macro default__parte(texto, separador, n) -%}
split_part({{ texto }}, '{{ separador }}', {{ n }})
{%- endmacro %}

{% macro bigquery__parte(texto, separador, n) -%}
split({{ texto }}, '{{ separador }}')[safe_offset({{ n - 1 }})]
{%- endmacro %}

{#- Parts joined by a separator, without those that are null; parts that are not text are cast. -#}
{% macro unidos(partes, separador) -%}
    {{ return(adapter.dispatch('unidos', 'govhub')(partes, separador)) }}
{%- endmacro %}

{% macro default__unidos(partes, separador) -%}
concat_ws('{{ separador }}', {{ partes | join(', ') }})
{%- endmacro %}

{% macro bigquery__unidos(partes, separador) -%}
{{ partes_somadas(separador, partes) }}
{%- endmacro %}

{% macro snowflake__unidos(partes, separador) -%}
{{ partes_somadas(separador, partes) }}
{%- endmacro %}

{% macro redshift__unidos(partes, separador) -%}
{{ partes_somadas(separador, partes) }}
{%- endmacro %}

{#- What `concat_ws` means, where it is missing or gives null as soon as one part is. -#}
{% macro partes_somadas(separador, partes) -%}
substr({% for parte in partes %}coalesce('{{ separador }}' || cast({{ parte }} as {{ tipo('text') }}), ''){{ " || " if not loop.last }}{% endfor %}, {{ separador | length + 1 }})
{%- endmacro %}

{#- MD5 in hexadecimal. -#}
{% macro resumo(texto) -%}
    {{ return(adapter.dispatch('resumo', 'govhub')(texto)) }}
{%- endmacro %}

{% macro default__resumo(texto) -%}
md5({{ texto }})
{%- endmacro %}

{% macro bigquery__resumo(texto) -%}
to_hex(md5({{ texto }}))
{%- endmacro %}

{#- Whether a text begins with another, in any case. -#}
{% macro comeca_com(texto, inicio) -%}
    {{ return(adapter.dispatch('comeca_com', 'govhub')(texto, inicio)) }}
{%- endmacro %}

{% macro default__comeca_com(texto, inicio) -%}
{{ texto }} ilike '{{ inicio }}%'
{%- endmacro %}

{% macro bigquery__comeca_com(texto, inicio) -%}
lower({{ texto }}) like '{{ inicio | lower }}%'
{%- endmacro %}
