{#- What a row alone can violate: `viola_<regra>` is true of a row that does; a null value violates `not_null` only. -#}

{% macro viola_not_null(coluna, argumentos) -%}
{{ coluna }} is null
{%- endmacro %}

{#- V01: only the listed values. -#}
{% macro viola_v01_valores_aceitos(coluna, argumentos) -%}
{{ coluna }} not in ({% for valor in argumentos.valores %}'{{ valor }}'{{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}

{#- V03: a document has its form. -#}
{% macro viola_v03_formato(coluna, argumentos) -%}
{{ nao_casa(coluna, argumentos.padrao) }}
{%- endmacro %}

{#- V04: dates between 1950 and 2100. -#}
{% macro viola_v04_data_plausivel(coluna, argumentos) -%}
{{ coluna }} not between date '1950-01-01' and date '2100-12-31'
{%- endmacro %}

{#- N01: never negative. -#}
{% macro viola_n01_nao_negativo(coluna, argumentos) -%}
{{ coluna }} < 0
{%- endmacro %}

{#- N02: a share lies between zero and one. -#}
{% macro viola_n02_entre_zero_e_um(coluna, argumentos) -%}
{{ coluna }} not between 0 and 1
{%- endmacro %}

{#- L07: a mask shows exactly the six middle digits. What does not is not kept: it may be a CPF. -#}
{% macro viola_l07_mascara(coluna, argumentos) -%}
{{ nao_casa(coluna, '^\\*{3}\\.\\d{3}\\.\\d{3}-\\*{2}$') }}
{%- endmacro %}
