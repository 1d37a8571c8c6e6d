{#- Lower case, without accents, words in alphabetical order: the source writes 'Siafi Apropriado' and 'Apropriado Siafi'. -#}
{% macro situacao_normalizada(coluna) -%}
    {{ return(adapter.dispatch('situacao_normalizada', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__situacao_normalizada(coluna) -%}
(
    select string_agg(palavra, ' ' order by palavra)
    from regexp_split_to_table(
        translate(lower({{ aparado(coluna) }}), 'áàâãéêíóôõúüç', 'aaaaeeiooouuc'), '\s+'
    ) as palavra
)
{%- endmacro %}

{% macro bigquery__situacao_normalizada(coluna) -%}
(
    select string_agg(palavra, ' ' order by palavra)
    from unnest(split({{ palavras_sem_acento(coluna) }}, ' ')) as palavra
)
{%- endmacro %}

{% macro snowflake__situacao_normalizada(coluna) -%}
array_to_string(array_sort(split({{ palavras_sem_acento(coluna) }}, ' ')), ' ')
{%- endmacro %}

{% macro palavras_sem_acento(coluna) -%}
{%- set sem_acento = "translate(lower(" ~ aparado(coluna) ~ "), 'áàâãéêíóôõúüç', 'aaaaeeiooouuc')" -%}
{{ troca(sem_acento, '\\s+', ' ') }}
{%- endmacro %}
