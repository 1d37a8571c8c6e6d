{#- Dates, one function per format; a day that no calendar has gives null. -#}

{#- The pattern of a year that exists; a look-ahead, `(?!0000)\d{4}`, takes three times as long. -#}
{% macro ano_existente() -%}
([1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])
{%- endmacro %}

{#- '2024-05-31' and the day of '2024-05-31T12:30:47Z'. -#}
{% macro data_iso(coluna) -%}
{{ data_em(coluna, '^AAAA-MM-DD([T ].*)?$', 1, 6, 9) }}
{%- endmacro %}

{#- DDMMAAAA: '31012001' -> 2001-01-31; '31022024' -> null. SIAPE writes '00000000' or '0' for nothing: see data_informada. -#}
{% macro data_d8(coluna) -%}
{{ data_em(coluna, '^DDMMAAAA$', 5, 3, 1) }}
{%- endmacro %}

{#- '20241201' -> 2024-12-01. -#}
{% macro data_aaaammdd(coluna) -%}
{{ data_em(coluna, '^AAAAMMDD$', 1, 5, 7) }}
{%- endmacro %}

{#- '15/01/2024' -> 2024-01-15. -#}
{% macro data_br(coluna) -%}
{{ data_em(coluna, '^DD/MM/AAAA$', 7, 4, 1) }}
{%- endmacro %}

{#- The source text for `erros_conversao`: zeros that stand for "no date" are nothing, not an error. -#}
{% macro data_informada(coluna) -%}
case when {{ nao_casa(aparado(coluna), '^0+$') }} then {{ coluna }} end
{%- endmacro %}

{% macro data_em(coluna, forma, ano, mes, dia) -%}
    {{ return(adapter.dispatch('data_em', 'govhub')(aparado(coluna), forma, ano, mes, dia)) }}
{%- endmacro %}

{#- `forma` with AAAA, MM and DD is the pattern; the numbers say where each begins. -#}
{% macro default__data_em(coluna, forma, ano, mes, dia) -%}
{%- set padrao = forma | replace('AAAA', ano_existente()) | replace('MM', '(0[1-9]|1[0-2])') | replace('DD', '(0[1-9]|[12]\\d|3[01])') -%}
{%- set a, m, d = ["substr(" ~ coluna ~ ", " ~ ano ~ ", 4)", "substr(" ~ coluna ~ ", " ~ mes ~ ", 2)", "substr(" ~ coluna ~ ", " ~ dia ~ ", 2)"] -%}
case
    when {{ casa(coluna, padrao) }}
        and cast({{ d }} as integer) <= extract(
            day from {{ fim_do_mes("cast(" ~ a ~ " || '-' || " ~ m ~ " || '-01' as date)") }}
        )
        then cast({{ a }} || '-' || {{ m }} || '-' || {{ d }} as date)
end
{%- endmacro %}

{#- '2021-04-13T12:30:47Z' -> timestamptz. -#}
{% macro instante_iso(coluna) -%}
case
    when {{ casa(coluna, '^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-](0\\d|1[0-4]):?[0-5]\\d)$') }}
        and {{ data_iso(coluna) }} is not null
        then cast({{ coluna }} as {{ tipo('timestamptz') }})
end
{%- endmacro %}

{#- Year and month as two texts -> first day of the month; anything else null. -#}
{% macro mes_ano(mes, ano) -%}
case
    when {{ casa(ano, '^' ~ ano_existente() ~ '$') }} and {{ casa(mes, '^(0?[1-9]|1[0-2])$') }}
        then {{ data_de("cast(" ~ ano ~ " as integer)", "cast(" ~ mes ~ " as integer)", 1) }}
end
{%- endmacro %}

{#- 'JAN/2024', 'JAN2024' and '202401' -> 2024-01-01. -#}
{% macro mes_br(coluna) -%}
{%- set limpa = "upper(" ~ aparado(coluna) ~ ")" -%}
case
    when {{ casa(limpa, '^(JAN|FEV|MAR|ABR|MAI|JUN|JUL|AGO|SET|OUT|NOV|DEZ)/?' ~ ano_existente() ~ '$') }}
        then {{ data_de(
            "cast(right(" ~ limpa ~ ", 4) as integer)",
            quociente("(" ~ posicao("'JANFEVMARABRMAIJUNJULAGOSETOUTNOVDEZ'", "left(" ~ limpa ~ ", 3)") ~ " + 2)", 3),
            1
        ) }}
    when {{ casa(limpa, '^' ~ ano_existente() ~ '(0[1-9]|1[0-2])$') }}
        then {{ data_de("cast(left(" ~ limpa ~ ", 4) as integer)", "cast(right(" ~ limpa ~ ", 2) as integer)", 1) }}
end
{%- endmacro %}

{#- The Treasury's day: '15/01/2024' -> 2024-01-15; '000/2024', the opening balance of restos a pagar -> 2024-01-01. -#}
{% macro lancamento_data(dia) -%}
case
    when {{ casa(aparado(dia), '^000/' ~ ano_existente() ~ '$') }} then {{ data_de("cast(right(" ~ aparado(dia) ~ ", 4) as integer)", 1, 1) }}
    else {{ data_br(dia) }}
end
{%- endmacro %}

{#- Whether a Treasury line is a movement or the opening of a year. -#}
{% macro lancamento_tipo(dia) -%}
case
    when {{ casa(aparado(dia), '^000/' ~ ano_existente() ~ '$') }} then 'abertura_rap'
    when {{ data_br(dia) }} is not null then 'movimento'
end
{%- endmacro %}

{#- A month that equals itself even when it is unknown, so that rows of unknown months can be joined by hash. -#}
{% macro mes_ou_nenhum(linha) -%}
coalesce({{ linha }}.competencia, {{ data_sem_fim() }})
{%- endmacro %}
