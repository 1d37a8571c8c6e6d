{#- Dates and instants. -#}

{#- A date from three integers. -#}
{% macro data_de(ano, mes, dia) -%}
    {{ return(adapter.dispatch('data_de', 'govhub')(ano, mes, dia)) }}
{%- endmacro %}

{% macro default__data_de(ano, mes, dia) -%}
make_date({{ ano }}, {{ mes }}, {{ dia }})
{%- endmacro %}

{% macro snowflake__data_de(ano, mes, dia) -%}
date_from_parts({{ ano }}, {{ mes }}, {{ dia }})
{%- endmacro %}

{% macro bigquery__data_de(ano, mes, dia) -%}
date({{ ano }}, {{ mes }}, {{ dia }})
{%- endmacro %}

{% macro redshift__data_de(ano, mes, dia) -%}
to_date(lpad(cast(({{ ano }}) * 10000 + ({{ mes }}) * 100 + ({{ dia }}) as varchar(8)), 8, '0'), 'YYYYMMDD')
{%- endmacro %}

{#- The first day of the month. -#}
{% macro mes_de(data) -%}
    {{ return(adapter.dispatch('mes_de', 'govhub')(data)) }}
{%- endmacro %}

{% macro default__mes_de(data) -%}
date_trunc('month', {{ data }})
{%- endmacro %}

{% macro bigquery__mes_de(data) -%}
date_trunc({{ data }}, month)
{%- endmacro %}

{#- A date some days, months or years later, or before when `quantos` is negative; `unidade` is day, month or year. -#}
{% macro desloca(data, quantos, unidade) -%}
    {{ return(adapter.dispatch('desloca', 'govhub')(data, quantos, unidade)) }}
{%- endmacro %}

{% macro default__desloca(data, quantos, unidade) -%}
{{ data }} {{ "-" if quantos < 0 else "+" }} interval '{{ quantos | abs }} {{ unidade }}{{ "s" if quantos | abs > 1 }}'
{%- endmacro %}

{% macro snowflake__desloca(data, quantos, unidade) -%}
dateadd({{ unidade }}, {{ quantos }}, {{ data }})
{%- endmacro %}

{% macro bigquery__desloca(data, quantos, unidade) -%}
date_add({{ data }}, interval {{ quantos }} {{ unidade }})
{%- endmacro %}

{% macro redshift__desloca(data, quantos, unidade) -%}
cast(dateadd({{ unidade }}, {{ quantos }}, {{ data }}) as date)
{%- endmacro %}

{#- The last day of the month of its first day. -#}
{% macro fim_do_mes(primeiro) -%}
{{ desloca(desloca(primeiro, 1, 'month'), -1, 'day') }}
{%- endmacro %}

{#- The days from one date to another. -#}
{% macro dias_entre(fim, inicio) -%}
    {{ return(adapter.dispatch('dias_entre', 'govhub')(fim, inicio)) }}
{%- endmacro %}

{% macro default__dias_entre(fim, inicio) -%}
{{ fim }} - {{ inicio }}
{%- endmacro %}

{% macro bigquery__dias_entre(fim, inicio) -%}
date_diff({{ fim }}, {{ inicio }}, day)
{%- endmacro %}

{#- A date as text: 'MM/YYYY', 'DD/MM/YYYY', 'YYYY-MM'… -#}
{% macro data_formatada(data, forma) -%}
    {{ return(adapter.dispatch('data_formatada', 'govhub')(data, forma)) }}
{%- endmacro %}

{% macro default__data_formatada(data, forma) -%}
to_char({{ data }}, '{{ forma }}')
{%- endmacro %}

{% macro bigquery__data_formatada(data, forma) -%}
format_date('{{ forma | replace("YYYY", "%Y") | replace("MM", "%m") | replace("DD", "%d") }}', {{ data }})
{%- endmacro %}

{#- This instant. -#}
{% macro agora() -%}
    {{ return(adapter.dispatch('agora', 'govhub')()) }}
{%- endmacro %}

{% macro default__agora() -%}
now()
{%- endmacro %}

{% macro snowflake__agora() -%}
current_timestamp()
{%- endmacro %}

{% macro bigquery__agora() -%}
current_timestamp()
{%- endmacro %}

{% macro redshift__agora() -%}
cast(getdate() as timestamp with time zone)
{%- endmacro %}

{#- The day, in Brazil, of an instant. -#}
{% macro dia_de(instante) -%}
    {{ return(adapter.dispatch('dia_de', 'govhub')(instante)) }}
{%- endmacro %}

{% macro default__dia_de(instante) -%}
cast({{ instante }} at time zone '{{ var("fuso_horario") }}' as date)
{%- endmacro %}

{% macro snowflake__dia_de(instante) -%}
cast(convert_timezone('{{ var("fuso_horario") }}', {{ instante }}) as date)
{%- endmacro %}

{% macro bigquery__dia_de(instante) -%}
date({{ instante }}, '{{ var("fuso_horario") }}')
{%- endmacro %}

{#- The day's place in its year, from 1. -#}
{% macro dia_do_ano(data) -%}
    {{ return(adapter.dispatch('dia_do_ano', 'govhub')(data)) }}
{%- endmacro %}

{% macro default__dia_do_ano(data) -%}
extract(doy from {{ data }})
{%- endmacro %}

{% macro bigquery__dia_do_ano(data) -%}
extract(dayofyear from {{ data }})
{%- endmacro %}

{#- Full years between two dates that are in order. -#}
{% macro anos_completos(fim, inicio) -%}
    {{ return(adapter.dispatch('anos_completos', 'govhub')(fim, inicio)) }}
{%- endmacro %}

{% macro default__anos_completos(fim, inicio) -%}
extract(year from age({{ fim }}, {{ inicio }}))
{%- endmacro %}

{% macro bigquery__anos_completos(fim, inicio) -%}
{{ anos_por_diferenca(fim, inicio) }}
{%- endmacro %}

{% macro snowflake__anos_completos(fim, inicio) -%}
{{ anos_por_diferenca(fim, inicio) }}
{%- endmacro %}

{% macro redshift__anos_completos(fim, inicio) -%}
{{ anos_por_diferenca(fim, inicio) }}
{%- endmacro %}

{#- One less while the day and month of the start have not come. -#}
{% macro anos_por_diferenca(fim, inicio) -%}
extract(year from {{ fim }}) - extract(year from {{ inicio }}) - case when extract(month from {{ fim }}) * 100 + extract(day from {{ fim }}) < extract(month from {{ inicio }}) * 100 + extract(day from {{ inicio }}) then 1 else 0 end
{%- endmacro %}

{#- A day after all others. -#}
{% macro data_sem_fim() -%}
    {{ return(adapter.dispatch('data_sem_fim', 'govhub')()) }}
{%- endmacro %}

{% macro default__data_sem_fim() -%}
date 'infinity'
{%- endmacro %}

{% macro bigquery__data_sem_fim() -%}
date '9999-12-31'
{%- endmacro %}

{% macro snowflake__data_sem_fim() -%}
date '9999-12-31'
{%- endmacro %}

{% macro redshift__data_sem_fim() -%}
date '9999-12-31'
{%- endmacro %}

{#- An instant that a query of this build read, as a literal; '-infinity' is before all others. -#}
{% macro instante_literal(texto) -%}
    {{ return(adapter.dispatch('instante_literal', 'govhub')(texto)) }}
{%- endmacro %}

{% macro default__instante_literal(texto) -%}
'{{ texto }}'::timestamptz
{%- endmacro %}

{% macro bigquery__instante_literal(texto) -%}
cast('{{ texto | replace("-infinity", "0001-01-01 00:00:00+00") }}' as timestamp)
{%- endmacro %}

{% macro snowflake__instante_literal(texto) -%}
cast('{{ texto | replace("-infinity", "0001-01-01 00:00:00 +0000") }}' as timestamp_tz)
{%- endmacro %}

{% macro redshift__instante_literal(texto) -%}
cast('{{ texto | replace("-infinity", "0001-01-01 00:00:00+00") }}' as timestamp with time zone)
{%- endmacro %}

{#- A date some days later, or before; `dias` is an expression. -#}
{% macro dias_depois(data, dias) -%}
    {{ return(adapter.dispatch('dias_depois', 'govhub')(data, dias)) }}
{%- endmacro %}

{% macro default__dias_depois(data, dias) -%}
({{ data }} + ({{ dias }}))
{%- endmacro %}

{% macro snowflake__dias_depois(data, dias) -%}
cast(dateadd(day, {{ dias }}, {{ data }}) as date)
{%- endmacro %}

{% macro bigquery__dias_depois(data, dias) -%}
date_add({{ data }}, interval {{ dias }} day)
{%- endmacro %}

{% macro redshift__dias_depois(data, dias) -%}
cast(dateadd(day, {{ dias }}, {{ data }}) as date)
{%- endmacro %}

{#- Monday is 1 and Sunday 7. -#}
{% macro dia_da_semana(data) -%}
    {{ return(adapter.dispatch('dia_da_semana', 'govhub')(data)) }}
{%- endmacro %}

{% macro default__dia_da_semana(data) -%}
extract(isodow from {{ data }})
{%- endmacro %}

{% macro snowflake__dia_da_semana(data) -%}
dayofweekiso({{ data }})
{%- endmacro %}

{% macro bigquery__dia_da_semana(data) -%}
(mod(extract(dayofweek from {{ data }}) + 5, 7) + 1)
{%- endmacro %}

{% macro redshift__dia_da_semana(data) -%}
(case when extract(dow from {{ data }}) = 0 then 7 else extract(dow from {{ data }}) end)
{%- endmacro %}

{#- Hours, with their fraction, from one instant to another. -#}
{% macro horas_entre(fim, inicio) -%}
    {{ return(adapter.dispatch('horas_entre', 'govhub')(fim, inicio)) }}
{%- endmacro %}

{% macro default__horas_entre(fim, inicio) -%}
extract(epoch from {{ fim }} - {{ inicio }}) / 3600
{%- endmacro %}

{% macro snowflake__horas_entre(fim, inicio) -%}
datediff(second, {{ inicio }}, {{ fim }}) / 3600
{%- endmacro %}

{% macro bigquery__horas_entre(fim, inicio) -%}
timestamp_diff({{ fim }}, {{ inicio }}, second) / 3600
{%- endmacro %}

{% macro redshift__horas_entre(fim, inicio) -%}
datediff(second, {{ inicio }}, {{ fim }}) / 3600.0
{%- endmacro %}

{#- The first days of the months from one to another, both included, of a table before it, to be joined with `cross join`. -#}
{% macro meses_entre(inicio, fim, apelido) -%}
    {{ return(adapter.dispatch('meses_entre', 'govhub')(inicio, fim, apelido)) }}
{%- endmacro %}

{% macro default__meses_entre(inicio, fim, apelido) -%}
lateral generate_series({{ inicio }}, {{ fim }}, interval '1 month') as {{ apelido }} (mes)
{%- endmacro %}

{% macro snowflake__meses_entre(inicio, fim, apelido) -%}
lateral flatten(input => array_generate_range(0, datediff(month, {{ inicio }}, {{ fim }}) + 1)) as {{ apelido }}
{%- endmacro %}

{% macro bigquery__meses_entre(inicio, fim, apelido) -%}
unnest(generate_date_array({{ inicio }}, {{ fim }}, interval 1 month)) as {{ apelido }}
{%- endmacro %}

{#- A month of `meses_entre`. -#}
{% macro mes_da_serie(apelido, inicio) -%}
    {{ return(adapter.dispatch('mes_da_serie', 'govhub')(apelido, inicio)) }}
{%- endmacro %}

{% macro default__mes_da_serie(apelido, inicio) -%}
cast({{ apelido }}.mes as date)
{%- endmacro %}

{% macro snowflake__mes_da_serie(apelido, inicio) -%}
cast(dateadd(month, cast({{ apelido }}.value as integer), {{ inicio }}) as date)
{%- endmacro %}

{% macro bigquery__mes_da_serie(apelido, inicio) -%}
{{ apelido }}
{%- endmacro %}
