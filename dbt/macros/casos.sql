{#- The rows of a table of examples that a cleaning function gets wrong; inputs and results are written as text. -#}
{% macro casos(funcao, expressao, pares) -%}
{%- set exemplos = [] -%}
{%- for entrada, esperado in pares %}{% do exemplos.append([literal(entrada), literal(esperado)]) %}{% endfor -%}
select '{{ funcao }}' as funcao, entrada, esperado, cast({{ expressao }} as {{ tipo('text') }}) as obtido
from {{ linhas_constantes('exemplos', ['entrada', 'esperado'], exemplos) }}
where cast({{ expressao }} as {{ tipo('text') }}) is distinct from esperado
{%- endmacro %}

{% macro literal(valor) -%}
{%- if valor is none -%}cast(null as {{ tipo('text') }}){%- else -%}cast('{{ valor | replace("'", "''") }}' as {{ tipo('text') }}){%- endif -%}
{%- endmacro %}

{#- An instant as the clock of UTC shows it, to the second, for examples to name. -#}
{% macro em_utc(instante) -%}
    {{ return(adapter.dispatch('em_utc', 'govhub')(instante)) }}
{%- endmacro %}

{% macro default__em_utc(instante) -%}
to_char({{ instante }} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
{%- endmacro %}

{% macro snowflake__em_utc(instante) -%}
to_char(convert_timezone('UTC', {{ instante }}), 'YYYY-MM-DD HH24:MI:SS')
{%- endmacro %}

{% macro bigquery__em_utc(instante) -%}
format_timestamp('%Y-%m-%d %H:%M:%S', {{ instante }}, 'UTC')
{%- endmacro %}
