{#- What every silver entity carries beside its own columns; `origem` is the alias of the bronze row. -#}
{% macro colunas_tecnicas(origem, fonte='compras_gov') -%}
'{{ fonte }}' as _fonte,
    {{ origem }}._ingested_at,
    {{ origem }}._run_id,
    {{ origem }}._deleted_at
{%- endmacro %}
