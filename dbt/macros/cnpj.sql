{#- 26972885000184 -> 26.972.885/0001-84 -#}
{% macro cnpj_formatado(cnpj) -%}
{{ troca_ancorada(cnpj, '^(..)(...)(...)(....)(..)$', '\\1.\\2.\\3/\\4-\\5') }}
{%- endmacro %}

{#- Check digits of a CNPJ of 14 characters; a letter counts its ASCII code less 48 (CNPJs since July 2026). -#}
{% macro cnpj_valido(cnpj) -%}
(
    {{ cnpj_digito(cnpj, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) }} = substr({{ cnpj }}, 13, 1)
    and {{ cnpj_digito(cnpj, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) }} = substr({{ cnpj }}, 14, 1)
)
{%- endmacro %}

{% macro cnpj_digito(cnpj, pesos) -%}
{%- set soma -%}
(
    {%- for peso in pesos %}
    {{ peso }} * (ascii(substr({{ cnpj }}, {{ loop.index }}, 1)) - 48){{ " +" if not loop.last }}
    {%- endfor %}
)
{%- endset -%}
{{ digito_da_soma(soma) }}
{%- endmacro %}

{#- Whether 11 digits (other characters are ignored) carry the check digits of a CPF; repeated digits never do. -#}
{% macro cpf_valido(texto) -%}
{%- set d = troca(texto, '\\D', '') -%}
(
    length({{ d }}) = 11
    and {{ nao_casa(d, '^(0{11}|1{11}|2{11}|3{11}|4{11}|5{11}|6{11}|7{11}|8{11}|9{11})$') }}
    and {{ cpf_digito(d, 10) }} = substr({{ d }}, 10, 1)
    and {{ cpf_digito(d, 11) }} = substr({{ d }}, 11, 1)
)
{%- endmacro %}

{% macro cpf_digito(digitos, peso) -%}
{%- set soma -%}
(
    {%- for indice in range(peso - 1) %}
    {{ peso - indice }} * (ascii(substr({{ digitos }}, {{ indice + 1 }}, 1)) - 48){{ " +" if not loop.last }}
    {%- endfor %}
)
{%- endset -%}
{{ digito_da_soma(soma) }}
{%- endmacro %}

{#- A weighted sum modulo 11, as both documents take it: ten counts as zero. -#}
{% macro digito_da_soma(soma) -%}
cast({{ resto("(" ~ resto(soma ~ " * 10", 11) ~ ")", 10) }} as {{ tipo('text') }})
{%- endmacro %}
