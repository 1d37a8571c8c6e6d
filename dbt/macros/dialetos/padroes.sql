{#-
    Regular expressions. A pattern is written once, in the dialect of PostgreSQL and without look-around or references to its
    own groups; `\m` and `\M` are the edges of a word. Elsewhere: RE2 in BigQuery, POSIX with Perl's classes in Snowflake
    (a backslash is written twice in its literals), PCRE in Redshift.
-#}

{#- The pattern as a literal of the engine. -#}
{% macro padrao_de(padrao) -%}
    {{ return(adapter.dispatch('padrao_de', 'govhub')(padrao)) }}
{%- endmacro %}

{% macro default__padrao_de(padrao) -%}
'{{ padrao }}'
{%- endmacro %}

{% macro bigquery__padrao_de(padrao) -%}
r'{{ padrao_com_bordas(padrao) }}'
{%- endmacro %}

{% macro snowflake__padrao_de(padrao) -%}
'{{ padrao_com_bordas(padrao) | replace("(?:", "(") | replace("\\", "\\\\") }}'
{%- endmacro %}

{% macro redshift__padrao_de(padrao) -%}
'{{ padrao_com_bordas(padrao) | replace("\\", "\\\\") }}'
{%- endmacro %}

{#- A no-break space is written as itself: each engine has another escape for it. -#}
{% macro padrao_com_bordas(padrao) -%}
{{ padrao | replace("\\m", "\\b") | replace("\\M", "\\b") | replace("\\u00A0", "\u00a0") }}
{%- endmacro %}

{#- Whether a text holds the pattern; null for a null text. -#}
{% macro casa(texto, padrao) -%}
    {{ return(adapter.dispatch('casa', 'govhub')(texto, padrao)) }}
{%- endmacro %}

{% macro default__casa(texto, padrao) -%}
{{ texto }} ~ {{ padrao_de(padrao) }}
{%- endmacro %}

{% macro bigquery__casa(texto, padrao) -%}
regexp_contains({{ texto }}, {{ padrao_de(padrao) }})
{%- endmacro %}

{% macro snowflake__casa(texto, padrao) -%}
regexp_instr({{ texto }}, {{ padrao_de(padrao) }}) > 0
{%- endmacro %}

{% macro redshift__casa(texto, padrao) -%}
regexp_instr({{ texto }}, {{ padrao_de(padrao) }}, 1, 1, 0, 'p') > 0
{%- endmacro %}

{#- Whether it does not. -#}
{% macro nao_casa(texto, padrao) -%}
    {{ return(adapter.dispatch('nao_casa', 'govhub')(texto, padrao)) }}
{%- endmacro %}

{% macro default__nao_casa(texto, padrao) -%}
{{ texto }} !~ {{ padrao_de(padrao) }}
{%- endmacro %}

{% macro bigquery__nao_casa(texto, padrao) -%}
not regexp_contains({{ texto }}, {{ padrao_de(padrao) }})
{%- endmacro %}

{% macro snowflake__nao_casa(texto, padrao) -%}
regexp_instr({{ texto }}, {{ padrao_de(padrao) }}) = 0
{%- endmacro %}

{% macro redshift__nao_casa(texto, padrao) -%}
regexp_instr({{ texto }}, {{ padrao_de(padrao) }}, 1, 1, 0, 'p') = 0
{%- endmacro %}

{#- Every match replaced; `\1` is the first group. -#}
{% macro troca(texto, padrao, por) -%}
    {{ return(adapter.dispatch('troca', 'govhub')(texto, padrao, por)) }}
{%- endmacro %}

{% macro default__troca(texto, padrao, por) -%}
regexp_replace({{ texto }}, {{ padrao_de(padrao) }}, '{{ por }}', 'g')
{%- endmacro %}

{% macro bigquery__troca(texto, padrao, por) -%}
regexp_replace({{ texto }}, {{ padrao_de(padrao) }}, r'{{ por }}')
{%- endmacro %}

{% macro snowflake__troca(texto, padrao, por) -%}
regexp_replace({{ texto }}, {{ padrao_de(padrao) }}, '{{ por | replace("\\", "\\\\") }}')
{%- endmacro %}

{% macro redshift__troca(texto, padrao, por) -%}
regexp_replace({{ texto }}, {{ padrao_de(padrao) }}, '{{ por | replace("\\", "$") }}', 1, 'p')
{%- endmacro %}

{#- The only match of an anchored pattern replaced. -#}
{% macro troca_ancorada(texto, padrao, por) -%}
    {{ return(adapter.dispatch('troca_ancorada', 'govhub')(texto, padrao, por)) }}
{%- endmacro %}

{% macro default__troca_ancorada(texto, padrao, por) -%}
regexp_replace({{ texto }}, {{ padrao_de(padrao) }}, '{{ por }}')
{%- endmacro %}

{% macro bigquery__troca_ancorada(texto, padrao, por) -%}
{{ troca(texto, padrao, por) }}
{%- endmacro %}

{% macro snowflake__troca_ancorada(texto, padrao, por) -%}
{{ troca(texto, padrao, por) }}
{%- endmacro %}

{% macro redshift__troca_ancorada(texto, padrao, por) -%}
{{ troca(texto, padrao, por) }}
{%- endmacro %}

{#- The first match, or its group when the pattern has one; null when nothing matches. -#}
{% macro trecho(texto, padrao) -%}
    {{ return(adapter.dispatch('trecho', 'govhub')(texto, padrao)) }}
{%- endmacro %}

{% macro default__trecho(texto, padrao) -%}
substring({{ texto }} from {{ padrao_de(padrao) }})
{%- endmacro %}

{% macro bigquery__trecho(texto, padrao) -%}
regexp_extract({{ texto }}, {{ padrao_de(padrao) }})
{%- endmacro %}

{% macro snowflake__trecho(texto, padrao) -%}
regexp_substr({{ texto }}, {{ padrao_de(padrao) }}, 1, 1, 'c{{ "e" if "(" in padrao }}')
{%- endmacro %}

{% macro redshift__trecho(texto, padrao) -%}
nullif(regexp_substr({{ texto }}, {{ padrao_de(padrao) }}, 1, 1, 'p{{ "e" if "(" in padrao }}'), '')
{%- endmacro %}

{#-
    Every match of a pattern with one group, one row each, to be joined with `cross join`: `achado(apelido)` is the group. In
    Snowflake the pattern may have no other group than that one, since those of `(?:` count there.
-#}
{% macro achados(texto, padrao, apelido) -%}
    {{ return(adapter.dispatch('achados', 'govhub')(texto, padrao, apelido)) }}
{%- endmacro %}

{% macro default__achados(texto, padrao, apelido) -%}
lateral regexp_matches({{ texto }}, {{ padrao_de(padrao) }}, 'g') as {{ apelido }} (partes)
{%- endmacro %}

{% macro bigquery__achados(texto, padrao, apelido) -%}
unnest(regexp_extract_all({{ texto }}, {{ padrao_de(padrao) }})) as {{ apelido }}
{%- endmacro %}

{% macro snowflake__achados(texto, padrao, apelido) -%}
lateral flatten(input => regexp_substr_all({{ texto }}, {{ padrao_de(padrao) }}, 1, 1, 'e', {{ (padrao.split("(") | length) - 1 }})) as {{ apelido }}
{%- endmacro %}

{#- The group of a match of `achados`. -#}
{% macro achado(apelido) -%}
    {{ return(adapter.dispatch('achado', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__achado(apelido) -%}
{{ apelido }}.partes[1]
{%- endmacro %}

{% macro bigquery__achado(apelido) -%}
{{ apelido }}
{%- endmacro %}

{% macro snowflake__achado(apelido) -%}
cast({{ apelido }}.value as varchar)
{%- endmacro %}

{#- Whether a text holds the pattern of a column; the seeds keep to what all engines understand. -#}
{% macro casa_coluna(texto, coluna) -%}
    {{ return(adapter.dispatch('casa_coluna', 'govhub')(texto, coluna)) }}
{%- endmacro %}

{% macro default__casa_coluna(texto, coluna) -%}
{{ texto }} ~ {{ coluna }}
{%- endmacro %}

{% macro snowflake__casa_coluna(texto, coluna) -%}
regexp_instr({{ texto }}, {{ coluna }}) > 0
{%- endmacro %}

{% macro bigquery__casa_coluna(texto, coluna) -%}
regexp_contains({{ texto }}, {{ coluna }})
{%- endmacro %}

{% macro redshift__casa_coluna(texto, coluna) -%}
regexp_instr({{ texto }}, {{ coluna }}, 1, 1, 0, 'p') > 0
{%- endmacro %}
