{#- The five digits of a SIAPE body: '20113', '020113' and '00020113' are one. -#}
{% macro orgao_siape(coluna) -%}
case when btrim({{ coluna }}) ~ '^0*[1-9]\d{0,4}$' then lpad(ltrim(btrim({{ coluna }}), '0'), 5, '0') end
{%- endmacro %}

{#- órgão5 + uorg9; sources send the unit with 7 or 9 digits. -#}
{% macro uorg_id(orgao, uorg) -%}
case when btrim({{ uorg }}) ~ '^\d{1,9}$' and btrim({{ uorg }}) !~ '^0+$'
    then {{ orgao_siape(orgao) }} || lpad(btrim({{ uorg }}), 9, '0') end
{%- endmacro %}

{#- A SIORG code without the zeros that some systems pad it with. -#}
{% macro siorg_codigo(coluna) -%}
case when btrim({{ coluna }}) ~ '^\d+$' then nullif(ltrim(btrim({{ coluna }}), '0'), '') else {{ texto(coluna) }} end
{%- endmacro %}

{#- Upper case, no accents, letters and digits only, single spaces: what two systems write of one name. -#}
{% macro nome_normalizado(coluna) -%}
nullif(btrim(regexp_replace(
    translate(upper({{ coluna }}), 'ÁÀÂÃÄÉÈÊËÍÌÎÓÒÔÕÖÚÙÛÜÇáàâãäéèêëíìîóòôõöúùûüç', 'AAAAAEEEEIIIOOOOOUUUUCAAAAAEEEEIIIOOOOOUUUUC'),
    '[^A-Z0-9]+', ' ', 'g'
)), '')
{%- endmacro %}

{#- The acronym of a unit without the body's own at its end: 'GABIN-IPEA' and 'GABIN' are one. -#}
{% macro sigla_normalizada(coluna, sigla_orgao) -%}
replace(regexp_replace(
    {{ nome_normalizado(coluna) }}, ' ' || coalesce({{ nome_normalizado(sigla_orgao) }}, '') || '$', ''
), ' ', '')
{%- endmacro %}
