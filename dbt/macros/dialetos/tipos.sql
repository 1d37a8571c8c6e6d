{#-
    The name of a type, written as in PostgreSQL: text, text[], jsonb, timestamptz, numeric(p, s). BigQuery's numeric has nine
    decimals; Redshift's text has 256 characters, and its lists are SUPER.
-#}
{% macro tipo(nome) -%}
    {{ return(adapter.dispatch('tipo', 'govhub')(nome)) }}
{%- endmacro %}

{% macro default__tipo(nome) -%}
{{ {"timestamptz": "timestamp with time zone"}.get(nome, nome) }}
{%- endmacro %}

{% macro bigquery__tipo(nome) -%}
{{ {"text": "string", "text[]": "array<string>", "jsonb": "json", "timestamptz": "timestamp", "numeric(14, 12)": "bignumeric(14, 12)"}.get(nome, nome) }}
{%- endmacro %}

{% macro snowflake__tipo(nome) -%}
{{ {"text": "varchar", "text[]": "array", "jsonb": "variant", "timestamptz": "timestamp_tz"}.get(nome, nome) }}
{%- endmacro %}

{% macro redshift__tipo(nome) -%}
{{ {"text": "varchar(65535)", "text[]": "super", "jsonb": "super"}.get(nome, nome) }}
{%- endmacro %}
