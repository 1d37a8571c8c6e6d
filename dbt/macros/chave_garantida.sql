{#- Whether a unique index of a table, of all its rows, is on these columns or some of them. -#}
{% macro chave_garantida(tabela, colunas) -%}
    {{ return(adapter.dispatch('chave_garantida', 'govhub')(tabela, colunas)) }}
{%- endmacro %}

{% macro default__chave_garantida(tabela, colunas) -%}
    {{ return(false) }}
{%- endmacro %}

{% macro postgres__chave_garantida(tabela, colunas) -%}
{{ return(run_query(
    "select exists (select from pg_index as i where i.indrelid = to_regclass('" ~ tabela ~ "') and i.indisunique and i.indisvalid
        and i.indpred is null and i.indexprs is null and (
            select array_agg(a.attname::text) from pg_attribute as a where a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        ) <@ array['" ~ colunas | map('replace', "'", "''") | join("', '") ~ "'])"
).columns[0][0]) }}
{%- endmacro %}
