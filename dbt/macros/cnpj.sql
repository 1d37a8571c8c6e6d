{#- 26972885000184 -> 26.972.885/0001-84 -#}
{% macro cnpj_formatado(cnpj) -%}
regexp_replace({{ cnpj }}, '^(..)(...)(...)(....)(..)$', '\1.\2.\3/\4-\5')
{%- endmacro %}

{#- Check digits of a CNPJ of 14 characters; a letter counts its ASCII code less 48 (CNPJs since July 2026). -#}
{% macro cnpj_valido(cnpj) -%}
(
    {{ cnpj_digito(cnpj, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) }} = substr({{ cnpj }}, 13, 1)
    and {{ cnpj_digito(cnpj, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) }} = substr({{ cnpj }}, 14, 1)
)
{%- endmacro %}

{% macro cnpj_digito(cnpj, pesos) -%}
cast(((
    {%- for peso in pesos %}
    {{ peso }} * (ascii(substr({{ cnpj }}, {{ loop.index }}, 1)) - 48){{ " +" if not loop.last }}
    {%- endfor %}
) * 10 % 11) % 10 as text)
{%- endmacro %}

{#- Whether 11 digits (other characters are ignored) carry the check digits of a CPF; repeated digits never do. -#}
{% macro cpf_valido(texto) -%}
{%- set d = "regexp_replace(" ~ texto ~ ", '\\D', '', 'g')" -%}
(
    length({{ d }}) = 11
    and {{ d }} !~ '^(\d)\1{10}$'
    and {{ cpf_digito(d, 10) }} = substr({{ d }}, 10, 1)
    and {{ cpf_digito(d, 11) }} = substr({{ d }}, 11, 1)
)
{%- endmacro %}

{% macro cpf_digito(digitos, peso) -%}
cast(((
    {%- for indice in range(peso - 1) %}
    {{ peso - indice }} * (ascii(substr({{ digitos }}, {{ indice + 1 }}, 1)) - 48){{ " +" if not loop.last }}
    {%- endfor %}
) * 10 % 11) % 10 as text)
{%- endmacro %}
