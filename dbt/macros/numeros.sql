{#- Numbers as Brazilian systems write them. JSON numbers are taken as they are and never pass through text. -#}

{#- '1.234,56' -> 1234.56; '(1.234,56)' -> -1234.56; 'R$ 0,00' -> 0.00; '1.5' and 'abc' -> null. -#}
{% macro dinheiro_br(coluna) -%}
{{ decimal_br(coluna, 2, 'numeric(18, 2)') }}
{%- endmacro %}

{#- The same with up to `casas` decimals: '19.551,8000' -> 19551.8000. -#}
{% macro quantidade_br(coluna, casas=5) -%}
{{ decimal_br(coluna, casas, 'numeric(18, ' ~ casas ~ ')') }}
{%- endmacro %}

{#- '100,00' -> 1.000000, with or without the sign: a share is a fraction. -#}
{% macro percentual_br(coluna) -%}
cast({{ decimal_br("replace(" ~ coluna ~ ", '%', '')", 4, 'numeric(12, 4)', 6) }} / 100 as numeric(12, 6))
{%- endmacro %}

{#-
    `inteiros`: digits before the comma that `tipo` holds; a longer number is no number rather than an abort. Numbers
    without sign, which most are, are known by a shorter pattern.
-#}
{% macro decimal_br(coluna, casas, tipo, inteiros=none) -%}
    {{ return(adapter.dispatch('decimal_br', 'govhub')(coluna, casas, tipo, inteiros or 18 - casas)) }}
{%- endmacro %}

{% macro default__decimal_br(coluna, casas, tipo, inteiros) -%}
{%- set numero = "(\\d{1,3}(\\.\\d{3}){0," ~ ((inteiros - 3) // 3) ~ "}|\\d{1," ~ inteiros ~ "})(,\\d{1," ~ casas ~ "})?" -%}
cast(case
    when {{ casa(coluna, '^' ~ numero ~ '$') }} then replace(replace({{ coluna }}, '.', ''), ',', '.')
    when {{ vazio(coluna) }} then null
    when {{ casa(coluna, '^\\s*(R\\$\\s*)?(-?\\s*(R\\$\\s*)?' ~ numero ~ '|\\(\\s*(R\\$\\s*)?' ~ numero ~ '\\s*\\))\\s*$') }}
        then case when {{ casa(coluna, '[-(]') }} then '-' else '' end
            || replace({{ troca(coluna, '[^0-9,]', '') }}, ',', '.')
end as {{ tipo }})
{%- endmacro %}
