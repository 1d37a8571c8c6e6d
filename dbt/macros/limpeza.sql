{#-
    Cleaning functions, one implementation each, in limpeza, numeros, datas, documentos and codigos. The format belongs
    to the column, it is never guessed from the text. What cannot be converted becomes null, and `erros_conversao`
    records the column: unknown is never turned into zero, and nothing here can abort a load.
-#}

{#-
    Trims, collapses spaces, decodes HTML entities once; empty text and the words for "nothing" become null. Most texts
    need nothing of it, and to see that is cheaper than to do it.
-#}
{% macro texto(coluna) -%}
    {{ return(adapter.dispatch('texto', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__texto(coluna) -%}
case
    when upper(btrim({{ coluna }})) in ('', '-', '---', 'NAN', 'NONE', 'NULL', 'NAO DECLARADO', 'NAO INFORMADO') then null
    when {{ coluna }} ~ '^[^\s\u00A0&]+( [^\s\u00A0&]+)*$' then {{ coluna }}
    else nullif(btrim(regexp_replace({{ sem_entidades(coluna) }}, '[\s\u00A0]+', ' ', 'g')), '')
end
{%- endmacro %}

{#- 'A &amp; B', 'Educa&ccedil;&#xE3;o' -> 'A & B', 'Educação'; what is no entity stays as it is. -#}
{% macro sem_entidades(coluna) -%}
{%- set nomes = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "ordm": "º", "ordf": "ª", "deg": "°", "ndash": "–",
    "aacute": "á", "agrave": "à", "acirc": "â", "atilde": "ã", "eacute": "é", "ecirc": "ê", "iacute": "í", "oacute": "ó",
    "ocirc": "ô", "otilde": "õ", "uacute": "ú", "uuml": "ü", "ccedil": "ç", "Aacute": "Á", "Agrave": "À", "Acirc": "Â",
    "Atilde": "Ã", "Eacute": "É", "Ecirc": "Ê", "Iacute": "Í", "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ", "Uacute": "Ú",
    "Uuml": "Ü", "Ccedil": "Ç"
} -%}
case when strpos({{ coluna }}, '&') = 0 then {{ coluna }} else (
    select string_agg(
        case
            when p.parte[1] ~ '^&#x0{0,4}([2-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]|[12][0-9A-Fa-f]{2})[0-9A-Fa-f];$'
                then chr(cast(cast('x' || lpad(substring(p.parte[1] from '^&#x(\w+);$'), 8, '0') as bit(32)) as integer))
            when p.parte[1] ~ '^&#0{0,4}(3[2-9]|[4-9]\d|[1-9]\d{2,3});$'
                then chr(cast(substring(p.parte[1] from '^&#(\d+);$') as integer))
            else coalesce(cast('{{ nomes | tojson }}' as jsonb) ->> substring(p.parte[1] from '^&(\w+);$'), p.parte[1])
        end, '' order by p.ordem
    )
    from regexp_matches({{ coluna }}, '&#?\w{2,8};|[^&]+|&', 'g') with ordinality as p (parte, ordem)
) end
{%- endmacro %}

{% macro vazio(coluna) -%}
({{ coluna }} is null or upper(btrim({{ coluna }})) in ('', '-', 'NAN', 'NONE', 'NULL'))
{%- endmacro %}

{#- 'Sim'/'Não', 'S'/'N', '1'/'0'; nothing else is converted. -#}
{% macro sim_nao(coluna) -%}
case
    when upper(btrim({{ coluna }})) in ('SIM', 'S', '1') then true
    when upper(btrim({{ coluna }})) in ('NÃO', 'NAO', 'N', '0') then false
end
{%- endmacro %}

{#- The name after '***.456.789-** - '; names may contain hyphens. -#}
{% macro nome_apos_mascara(coluna) -%}
nullif(btrim(regexp_replace({{ coluna }}, '^\*{3}\.\d{3}\.\d{3}-\*{2}\s*-\s*', '')), '')
{%- endmacro %}

{#- Free text with everything CPF-shaped masked: formatted, or a run of exactly 11 digits. Word edges are slow to find. -#}
{% macro sem_cpf(coluna) -%}
case when {{ coluna }} !~ '\d{11}|\d{3}\.\d{3}\.\d{3}-\d{2}' then {{ coluna }} else regexp_replace(
    regexp_replace({{ coluna }}, '\m\d{3}\.(\d{3})\.(\d{3})-\d{2}\M', '***.\1.\2-**', 'g'),
    '\m\d{11}\M', '***********', 'g'
) end
{%- endmacro %}

{#- The names of the columns whose non-empty text could not be converted: [(name, source text, converted), …]. -#}
{% macro erros_conversao(colunas) -%}
array_remove(array[
{%- for nome, origem, convertida in colunas %}
    case when {{ convertida }} is null and not {{ vazio(origem) }} then '{{ nome }}' end{{ "," if not loop.last }}
{%- endfor %}
], null)
{%- endmacro %}
