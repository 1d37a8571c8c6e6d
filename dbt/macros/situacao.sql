{#- Lower case, without accents, words in alphabetical order: the source writes 'Siafi Apropriado' and 'Apropriado Siafi'. -#}
{% macro situacao_normalizada(coluna) -%}
(
    select string_agg(palavra, ' ' order by palavra)
    from regexp_split_to_table(
        translate(lower(btrim({{ coluna }})), 'áàâãéêíóôõúüç', 'aaaaeeiooouuc'), '\s+'
    ) as palavra
)
{%- endmacro %}
