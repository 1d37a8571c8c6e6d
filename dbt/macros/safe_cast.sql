{#- The catalog of PostgreSQL calls every array type ARRAY; all arrays of this project hold text. -#}
{% macro postgres__safe_cast(field, type) %}
    cast({{ field }} as {{ 'text[]' if type == 'ARRAY' else type }})
{% endmacro %}

{#- The same for a column that a snapshot gains after its first version. -#}
{% macro postgres__create_columns(relation, columns) %}
    {% for column in columns %}
        {% call statement() %}
            alter table {{ relation.render() }}
            add column {{ adapter.quote(column.name) }} {{ 'text[]' if column.expanded_data_type == 'ARRAY' else column.expanded_data_type }};
        {% endcall %}
    {% endfor %}
{% endmacro %}
