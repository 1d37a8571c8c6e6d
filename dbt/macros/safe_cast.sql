{#- The catalog of PostgreSQL calls every array type ARRAY; all arrays of this project hold text. -#}
{% macro postgres__safe_cast(field, type) %}
    cast({{ field }} as {{ 'text[]' if type == 'ARRAY' else type }})
{% endmacro %}
