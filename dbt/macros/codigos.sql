{#- Codes stay text: their leading zeros matter. -#}

{#- 'CODE - label' -> CODE; the separator is a hyphen between spaces. -#}
{% macro codigo_de(coluna) -%}
nullif({{ aparado(parte(coluna, ' - ', 1)) }}, '')
{%- endmacro %}

{#- Everything after the first ' - '; nothing when there is none. -#}
{% macro rotulo_de(coluna) -%}
{%- set onde = posicao(coluna, "' - '") -%}
case when {{ onde }} > 0 then nullif({{ aparado("substr(" ~ coluna ~ ", " ~ onde ~ " + 3)") }}, '') end
{%- endmacro %}

{#- A code without its sentinels; '-9' joined to '-9' would relate everything that has no code. -#}
{% macro codigo_sentinela(coluna) -%}
case when {{ aparado(coluna) }} not in ('-7', '-8', '-9') then {{ texto(coluna) }} end
{%- endmacro %}

{#- Why a code is missing. The Treasury's reports write -8 and -9 alike for "not applicable". -#}
{% macro codigo_ausencia(coluna, tesouro=false) -%}
case {{ aparado(coluna) }}
    when '-9' then 'nao_se_aplica'
    when '-8' then '{{ "nao_se_aplica" if tesouro else "nao_informado" }}'
    when '-7' then 'invalido'
end
{%- endmacro %}

{#- '339040 - SERVICOS…', '3.3.90.40', '33904012' -> '339040'. -#}
{% macro natureza_codigo(coluna) -%}
case
    when {{ casa(natureza_digitos(coluna), '^(\\d{6}|\\d{8})$') }} then left({{ natureza_digitos(coluna) }}, 6)
end
{%- endmacro %}

{#- The subitem, when the code has eight digits: '33904012' -> '12'. -#}
{% macro natureza_subitem(coluna) -%}
case when {{ casa(natureza_digitos(coluna), '^\\d{8}$') }} then right({{ natureza_digitos(coluna) }}, 2) end
{%- endmacro %}

{% macro natureza_digitos(coluna) -%}
replace({{ codigo_de(coluna) }}, '.', '')
{%- endmacro %}

{#- The columns inside a natureza of six digits. -#}
{% macro natureza_partes(codigo) -%}
substr({{ codigo }}, 1, 1) as categoria_economica_codigo,
    substr({{ codigo }}, 2, 1) as grupo_codigo,
    substr({{ codigo }}, 3, 2) as modalidade_aplicacao_codigo,
    substr({{ codigo }}, 5, 2) as elemento_codigo
{%- endmacro %}

{#-
    A function's code in one form: 'FCE 1 13', 'FCE0113', 'FCE113' -> 'FCE 1.13'. What has another form stays as the
    source wrote it; `funcao_parte(…, 'nivel')` is null then, which `erros_conversao` records.
-#}
{% macro funcao_comissionada(coluna) -%}
case
    when {{ funcao_parte(coluna, 'nivel') }} is not null
        then {{ funcao_parte(coluna, 'tipo') }} || ' ' || {{ funcao_parte(coluna, 'categoria') }}
            || '.' || lpad({{ funcao_parte(coluna, 'nivel') }}, 2, '0')
    else {{ texto(coluna) }}
end
{%- endmacro %}

{#- `parte`: tipo, categoria or nivel, as text. -#}
{% macro funcao_parte(coluna, parte) -%}
    {{ return(adapter.dispatch('funcao_parte', 'govhub')(coluna, parte)) }}
{%- endmacro %}

{% macro default__funcao_parte(coluna, parte) -%}
(regexp_match(upper({{ aparado(coluna) }}), '^([A-Z]{2,4})[ -]*0?([1-4])(?:[ .]+(?=\d{1,2}$)|(?=\d{2}$))(\d{1,2})$'))[{{ {"tipo": 1, "categoria": 2, "nivel": 3}[parte] }}]
{%- endmacro %}

{% macro bigquery__funcao_parte(coluna, parte) -%}
{{ funcao_trecho(coluna, parte) }}
{%- endmacro %}

{% macro snowflake__funcao_parte(coluna, parte) -%}
{{ funcao_trecho(coluna, parte) }}
{%- endmacro %}

{% macro redshift__funcao_parte(coluna, parte) -%}
{{ funcao_trecho(coluna, parte) }}
{%- endmacro %}

{#- Without look-ahead: with no separator before it, a level has two digits. -#}
{% macro funcao_trecho(coluna, parte) -%}
{%- set limpa = "upper(" ~ aparado(coluna) ~ ")" -%}
{%- set antes = {"tipo": "^([A-Z]{2,4})[ -]*0?[1-4]", "categoria": "^[A-Z]{2,4}[ -]*0?([1-4])", "nivel": "^[A-Z]{2,4}[ -]*0?[1-4]"}[parte] -%}
{%- set grupo = parte == "nivel" -%}
coalesce(
    {{ trecho(limpa, antes ~ "[ .]+" ~ ("(\\d{1,2})$" if grupo else "\\d{1,2}$")) }},
    {{ trecho(limpa, antes ~ ("(\\d{2})$" if grupo else "\\d{2}$")) }}
)
{%- endmacro %}
