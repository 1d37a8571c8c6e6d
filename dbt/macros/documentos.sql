{#- Documents and those they name; keys are whole, and a part that is missing leaves the key null. -#}

{#- Digits only, every separator removed: '08038.003429/2016-17' -> '08038003429201617'. -#}
{% macro processo_nup(coluna) -%}
nullif({{ troca(coluna, '\\D', '') }}, '')
{%- endmacro %}

{#- Whether a process has the length of a NUP, new (17) or old (15). -#}
{% macro processo_nup_regular(coluna) -%}
(length({{ processo_nup(coluna) }}) in (15, 17))
{%- endmacro %}

{#- Canonical SIAFI document: UG6 + gestão5 + AAAA + espécie2 + número6; '2024NC12345' is padded, never cut. -#}
{% macro documento_siafi(coluna, ug, gestao) -%}
case
    when {{ casa(ug, '^\\d{6}$') }} and {{ casa(gestao, '^\\d{5}$') }} then {{ ug }} || {{ gestao }} || {{ documento_curto(coluna) }}
end
{%- endmacro %}

{#- The 12 characters AAAA + espécie2 + número6. -#}
{% macro documento_curto(coluna) -%}
case
    when {{ casa("upper(" ~ aparado(coluna) ~ ")", '^\\d{4}[A-Z]{2}\\d{1,6}$') }}
        then substr(upper({{ aparado(coluna) }}), 1, 6) || lpad(substr({{ aparado(coluna) }}, 7), 6, '0')
end
{%- endmacro %}

{#- Upper case, letters and digits only; CNPJs issued since July 2026 may hold letters. -#}
{% macro cnpj(coluna) -%}
case
    when length({{ troca("upper(" ~ coluna ~ ")", '[^0-9A-Z]', '') }}) = 14
        then {{ troca("upper(" ~ coluna ~ ")", '[^0-9A-Z]', '') }}
end
{%- endmacro %}

{#- A CPF of 11 digits, for silver_restrito only; a mask has none. -#}
{% macro cpf(coluna) -%}
case
    when {{ nao_casa(coluna, '[*xX]') }} and length({{ troca(coluna, '\\D', '') }}) between 1 and 11
        then lpad({{ troca(coluna, '\\D', '') }}, 11, '0')
end
{%- endmacro %}

{#- The six middle digits of '***.456.789-**', at the start of the text only. -#}
{% macro cpf_miolo(coluna) -%}
replace({{ trecho(coluna, '^\\*{3}\\.(\\d{3}\\.\\d{3})-\\*{2}') }}, '.', '')
{%- endmacro %}

{#- The supplier's key, from bronze's pseudonym and mask; never from the raw document. -#}
{% macro fornecedor_chave(tipo, documento_mascara, pseudonimo) -%}
case
    when {{ pseudonimo }} is not null then 'PF:' || {{ pseudonimo }}
    when coalesce({{ tipo }}, 'UG') = 'UG' and {{ casa(aparado(documento_mascara), '^\\d{6}$') }} then 'UG:' || {{ aparado(documento_mascara) }}
    when {{ cnpj(documento_mascara) }} is not null and coalesce({{ tipo }}, 'JURIDICA') <> 'IDGENERICO'
        then 'PJ:' || {{ cnpj(documento_mascara) }}
    when {{ aparado(documento_mascara) }} <> '' then 'EX:' || {{ aparado(documento_mascara) }}
end
{%- endmacro %}
