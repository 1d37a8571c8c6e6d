{#- The five digits of a SIAPE body: '20113', '020113' and '00020113' are one. -#}
{% macro orgao_siape(coluna) -%}
case when {{ casa(aparado(coluna), '^0*[1-9]\\d{0,4}$') }} then lpad(ltrim({{ aparado(coluna) }}, '0'), 5, '0') end
{%- endmacro %}

{#- órgão5 + uorg9; sources send the unit with 7 or 9 digits. -#}
{% macro uorg_id(orgao, uorg) -%}
case when {{ casa(aparado(uorg), '^\\d{1,9}$') }} and {{ nao_casa(aparado(uorg), '^0+$') }}
    then {{ orgao_siape(orgao) }} || lpad({{ aparado(uorg) }}, 9, '0') end
{%- endmacro %}

{#- A SIORG code without the zeros that some systems pad it with. -#}
{% macro siorg_codigo(coluna) -%}
case when {{ casa(aparado(coluna), '^\\d+$') }} then nullif(ltrim({{ aparado(coluna) }}, '0'), '') else {{ texto(coluna) }} end
{%- endmacro %}

{#- Upper case, no accents, letters and digits only, single spaces: what two systems write of one name. -#}
{% macro nome_normalizado(coluna) -%}
{%- set sem_acentos -%}
translate(upper({{ coluna }}), 'ÁÀÂÃÄÉÈÊËÍÌÎÓÒÔÕÖÚÙÛÜÇáàâãäéèêëíìîóòôõöúùûüç', 'AAAAAEEEEIIIOOOOOUUUUCAAAAAEEEEIIIOOOOOUUUUC')
{%- endset -%}
nullif({{ aparado(troca(sem_acentos, '[^A-Z0-9]+', ' ')) }}, '')
{%- endmacro %}

{#- The acronym of a unit without the body's own at its end: 'GABIN-IPEA' and 'GABIN' are one. -#}
{% macro sigla_normalizada(coluna, sigla_orgao) -%}
    {{ return(adapter.dispatch('sigla_normalizada', 'govhub')(coluna, sigla_orgao)) }}
{%- endmacro %}

{% macro default__sigla_normalizada(coluna, sigla_orgao) -%}
replace(regexp_replace(
    {{ nome_normalizado(coluna) }}, ' ' || coalesce({{ nome_normalizado(sigla_orgao) }}, '') || '$', ''
), ' ', '')
{%- endmacro %}

{% macro bigquery__sigla_normalizada(coluna, sigla_orgao) -%}
{{ sigla_sem_final(coluna, sigla_orgao) }}
{%- endmacro %}

{% macro snowflake__sigla_normalizada(coluna, sigla_orgao) -%}
{{ sigla_sem_final(coluna, sigla_orgao) }}
{%- endmacro %}

{% macro redshift__sigla_normalizada(coluna, sigla_orgao) -%}
{{ sigla_sem_final(coluna, sigla_orgao) }}
{%- endmacro %}

{#- Where a pattern must be a constant: the end is compared and cut. -#}
{% macro sigla_sem_final(coluna, sigla_orgao) -%}
{%- set nome = nome_normalizado(coluna) -%}
{%- set final = "(' ' || coalesce(" ~ nome_normalizado(sigla_orgao) ~ ", ''))" -%}
replace(case
    when length({{ nome }}) > length({{ final }}) and right({{ nome }}, length({{ final }})) = {{ final }}
        then left({{ nome }}, length({{ nome }}) - length({{ final }}))
    else {{ nome }}
end, ' ', '')
{%- endmacro %}
