{#- Arithmetic that engines write or round differently. -#}

{#- What is left of a division of integers. -#}
{% macro resto(dividendo, divisor) -%}
    {{ return(adapter.dispatch('resto', 'govhub')(dividendo, divisor)) }}
{%- endmacro %}

{% macro default__resto(dividendo, divisor) -%}
{{ dividendo }} % {{ divisor }}
{%- endmacro %}

{% macro bigquery__resto(dividendo, divisor) -%}
mod({{ dividendo }}, {{ divisor }})
{%- endmacro %}

{#- The greatest of those that are not null. -#}
{% macro maior(valores) -%}
    {{ return(adapter.dispatch('maior', 'govhub')(valores)) }}
{%- endmacro %}

{% macro default__maior(valores) -%}
greatest({{ valores | join(', ') }})
{%- endmacro %}

{% macro snowflake__maior(valores) -%}
greatest_ignore_nulls({{ valores | join(', ') }})
{%- endmacro %}

{% macro bigquery__maior(valores) -%}
(select max(valor_comparado) from unnest([{{ valores | join(', ') }}]) as valor_comparado)
{%- endmacro %}

{#- The least of those that are not null. -#}
{% macro menor(valores) -%}
    {{ return(adapter.dispatch('menor', 'govhub')(valores)) }}
{%- endmacro %}

{% macro default__menor(valores) -%}
least({{ valores | join(', ') }})
{%- endmacro %}

{% macro snowflake__menor(valores) -%}
least_ignore_nulls({{ valores | join(', ') }})
{%- endmacro %}

{% macro bigquery__menor(valores) -%}
(select min(valor_comparado) from unnest([{{ valores | join(', ') }}]) as valor_comparado)
{%- endmacro %}

{#- A division of integers, cut. -#}
{% macro quociente(dividendo, divisor) -%}
    {{ return(adapter.dispatch('quociente', 'govhub')(dividendo, divisor)) }}
{%- endmacro %}

{% macro default__quociente(dividendo, divisor) -%}
{{ dividendo }} / {{ divisor }}
{%- endmacro %}

{% macro snowflake__quociente(dividendo, divisor) -%}
cast(floor({{ dividendo }} / {{ divisor }}) as integer)
{%- endmacro %}

{% macro bigquery__quociente(dividendo, divisor) -%}
div({{ dividendo }}, {{ divisor }})
{%- endmacro %}

{#- An integer as a number that divides with decimals. -#}
{% macro em_numero(expressao) -%}
    {{ return(adapter.dispatch('em_numero', 'govhub')(expressao)) }}
{%- endmacro %}

{% macro default__em_numero(expressao) -%}
{{ expressao }}::numeric
{%- endmacro %}

{% macro bigquery__em_numero(expressao) -%}
cast({{ expressao }} as numeric)
{%- endmacro %}

{% macro snowflake__em_numero(expressao) -%}
cast({{ expressao }} as numeric(38, 12))
{%- endmacro %}

{% macro redshift__em_numero(expressao) -%}
cast({{ expressao }} as numeric(38, 12))
{%- endmacro %}

{#- A number as text, without the zeros at its end. -#}
{% macro sem_zeros_finais(numero) -%}
    {{ return(adapter.dispatch('sem_zeros_finais', 'govhub')(numero)) }}
{%- endmacro %}

{% macro default__sem_zeros_finais(numero) -%}
cast(trim_scale({{ numero }}) as {{ tipo('text') }})
{%- endmacro %}

{% macro snowflake__sem_zeros_finais(numero) -%}
rtrim(rtrim(cast({{ numero }} as varchar), '0'), '.')
{%- endmacro %}

{% macro bigquery__sem_zeros_finais(numero) -%}
cast({{ numero }} as string)
{%- endmacro %}

{% macro redshift__sem_zeros_finais(numero) -%}
rtrim(rtrim(cast({{ numero }} as varchar), '0'), '.')
{%- endmacro %}

{#- In a group: the median of the rows where a condition holds. -#}
{% macro mediana(valor, condicao) -%}
    {{ return(adapter.dispatch('mediana', 'govhub')(valor, condicao)) }}
{%- endmacro %}

{% macro default__mediana(valor, condicao) -%}
percentile_cont(0.5) within group (order by {{ valor }}) filter (where {{ condicao }})
{%- endmacro %}

{#- The middle of two amounts has more decimals than they have, which a decimal number may not get by itself. -#}
{% macro snowflake__mediana(valor, condicao) -%}
percentile_cont(0.5) within group (order by case when {{ condicao }} then cast({{ valor }} as numeric(24, 6)) end)
{%- endmacro %}

{% macro redshift__mediana(valor, condicao) -%}
percentile_cont(0.5) within group (order by case when {{ condicao }} then {{ valor }} end)
{%- endmacro %}
