{#-
    Cleaning functions, one implementation each. The format belongs to the column, it is never guessed from
    the text. What cannot be converted becomes null, and `erros_conversao` records the column: unknown is
    never turned into zero, and nothing here can abort a load.
-#}

{#- Trims, collapses spaces; empty text and the words for "nothing" become null. -#}
{% macro texto(coluna) -%}
    {{ return(adapter.dispatch('texto', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__texto(coluna) -%}
case
    when upper(btrim({{ coluna }})) in ('', '-', '---', 'NAN', 'NONE', 'NULL', 'NAO DECLARADO', 'NAO INFORMADO') then null
    else btrim(regexp_replace({{ coluna }}, '\s+', ' ', 'g'))
end
{%- endmacro %}

{% macro vazio(coluna) -%}
({{ coluna }} is null or upper(btrim({{ coluna }})) in ('', '-', 'NAN', 'NONE', 'NULL'))
{%- endmacro %}

{#- '1.234,56' -> 1234.56; '(1.234,56)' -> -1234.56; 'R$ 0,00' -> 0.00; '1.5' and 'abc' -> null. -#}
{% macro dinheiro_br(coluna) -%}
{{ decimal_br(coluna, 2, 'numeric(18, 2)') }}
{%- endmacro %}

{#- The same with up to `casas` decimals: '19.551,8000' -> 19551.8000. -#}
{% macro quantidade_br(coluna, casas=5) -%}
{{ decimal_br(coluna, casas, 'numeric(18, ' ~ casas ~ ')') }}
{%- endmacro %}

{% macro decimal_br(coluna, casas, tipo) -%}
    {{ return(adapter.dispatch('decimal_br', 'govhub')(coluna, casas, tipo)) }}
{%- endmacro %}

{% macro default__decimal_br(coluna, casas, tipo) -%}
cast(case
    when {{ vazio(coluna) }} then null
    when {{ coluna }} ~ '^\s*(R\$\s*)?(-?\(?)(R\$\s*)?(\d{1,3}(\.\d{3})*|\d+)(,\d{1,{{ casas }}})?\)?\s*$'
        then case when {{ coluna }} ~ '[-(]' then '-' else '' end
            || replace(regexp_replace({{ coluna }}, '[^0-9,]', '', 'g'), ',', '.')
end as {{ tipo }})
{%- endmacro %}

{#- '2024-05-31' and the day of '2024-05-31T12:30:47Z'; days that no calendar has give null. -#}
{% macro data_iso(coluna) -%}
    {{ return(adapter.dispatch('data_iso', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__data_iso(coluna) -%}
case
    when {{ coluna }} ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ].*)?$'
        and cast(substr({{ coluna }}, 9, 2) as integer) <= extract(
            day from cast(substr({{ coluna }}, 1, 7) || '-01' as date) + interval '1 month' - interval '1 day'
        )
        then cast(substr({{ coluna }}, 1, 10) as date)
end
{%- endmacro %}

{#- '2021-04-13T12:30:47Z' -> timestamptz. -#}
{% macro instante_iso(coluna) -%}
case
    when {{ coluna }} ~ '^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:?\d{2})$'
        and {{ data_iso(coluna) }} is not null
        then cast({{ coluna }} as timestamp with time zone)
end
{%- endmacro %}

{#- Year and month as two texts -> first day of the month; anything else null. -#}
{% macro mes_ano(mes, ano) -%}
case
    when {{ ano }} ~ '^\d{4}$' and {{ mes }} ~ '^(0?[1-9]|1[0-2])$'
        then make_date(cast({{ ano }} as integer), cast({{ mes }} as integer), 1)
end
{%- endmacro %}

{#- 'Sim'/'Não', 'S'/'N', '1'/'0'; nothing else is converted. -#}
{% macro sim_nao(coluna) -%}
case
    when upper(btrim({{ coluna }})) in ('SIM', 'S', '1') then true
    when upper(btrim({{ coluna }})) in ('NÃO', 'NAO', 'N', '0') then false
end
{%- endmacro %}

{#- Digits only: '08038.003429/2016-17' -> '08038003429201617'. -#}
{% macro processo_nup(coluna) -%}
nullif(regexp_replace({{ coluna }}, '\D', '', 'g'), '')
{%- endmacro %}

{#- 'CODE - label' -> CODE; the separator is a hyphen between spaces. -#}
{% macro codigo_de(coluna) -%}
nullif(btrim(split_part({{ coluna }}, ' - ', 1)), '')
{%- endmacro %}

{#- Everything after the first ' - '. -#}
{% macro rotulo_de(coluna) -%}
nullif(btrim(substr({{ coluna }}, strpos({{ coluna }}, ' - ') + 3)), '')
{%- endmacro %}

{#- Canonical SIAFI document: UG6 + gestão5 + AAAA + espécie2 + número6; '2024NC12345' is padded, never cut. -#}
{% macro documento_siafi(coluna, ug, gestao) -%}
case
    when {{ ug }} ~ '^\d{6}$' and {{ gestao }} ~ '^\d{5}$' then {{ ug }} || {{ gestao }} || {{ documento_curto(coluna) }}
end
{%- endmacro %}

{#- The 12 characters AAAA + espécie2 + número6. -#}
{% macro documento_curto(coluna) -%}
case
    when upper(btrim({{ coluna }})) ~ '^\d{4}[A-Z]{2}\d{1,6}$'
        then substr(upper(btrim({{ coluna }})), 1, 6) || lpad(substr(btrim({{ coluna }}), 7), 6, '0')
end
{%- endmacro %}

{#- Upper case, letters and digits only; CNPJs issued since July 2026 may hold letters. -#}
{% macro cnpj(coluna) -%}
case
    when length(regexp_replace(upper({{ coluna }}), '[^0-9A-Z]', '', 'g')) = 14
        then regexp_replace(upper({{ coluna }}), '[^0-9A-Z]', '', 'g')
end
{%- endmacro %}

{#- The six middle digits of '***.456.789-**', at the start of the text only. -#}
{% macro cpf_miolo(coluna) -%}
replace(substring({{ coluna }} from '^\*{3}\.(\d{3}\.\d{3})-\*{2}'), '.', '')
{%- endmacro %}

{#- The name after '***.456.789-** - '; names may contain hyphens. -#}
{% macro nome_apos_mascara(coluna) -%}
nullif(btrim(regexp_replace({{ coluna }}, '^\*{3}\.\d{3}\.\d{3}-\*{2}\s*-\s*', '')), '')
{%- endmacro %}

{#- Free text with everything CPF-shaped masked: formatted, or a run of exactly 11 digits. -#}
{% macro sem_cpf(coluna) -%}
regexp_replace(
    regexp_replace({{ coluna }}, '\m\d{3}\.(\d{3})\.(\d{3})-\d{2}\M', '***.\1.\2-**', 'g'),
    '\m\d{11}\M', '***********', 'g'
)
{%- endmacro %}

{#- The supplier's key, from bronze's pseudonym and mask; never from the raw document. -#}
{% macro fornecedor_chave(tipo, documento_mascara, pseudonimo) -%}
case
    when {{ pseudonimo }} is not null then 'PF:' || {{ pseudonimo }}
    when coalesce({{ tipo }}, 'UG') = 'UG' and btrim({{ documento_mascara }}) ~ '^\d{6}$' then 'UG:' || btrim({{ documento_mascara }})
    when {{ cnpj(documento_mascara) }} is not null and coalesce({{ tipo }}, 'JURIDICA') <> 'IDGENERICO'
        then 'PJ:' || {{ cnpj(documento_mascara) }}
    when btrim({{ documento_mascara }}) <> '' then 'EX:' || btrim({{ documento_mascara }})
end
{%- endmacro %}

{#- The names of the columns whose non-empty text could not be converted: [(name, source text, converted), …]. -#}
{% macro erros_conversao(colunas) -%}
array_remove(array[
{%- for nome, origem, convertida in colunas %}
    case when not {{ vazio(origem) }} and {{ convertida }} is null then '{{ nome }}' end{{ "," if not loop.last }}
{%- endfor %}
], null)
{%- endmacro %}
