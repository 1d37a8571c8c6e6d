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
    when upper({{ aparado(coluna) }}) in ('', '-', '---', 'NAN', 'NONE', 'NULL', 'NAO DECLARADO', 'NAO INFORMADO') then null
    when {{ casa(coluna, '^[^\\s\\u00A0&]+( [^\\s\\u00A0&]+)*$') }} then {{ coluna }}
    else nullif({{ aparado(troca(sem_entidades(coluna), '[\\s\\u00A0]+', ' ')) }}, '')
end
{%- endmacro %}

{#- 'A &amp; B', 'Educa&ccedil;&#xE3;o' -> 'A & B', 'Educação'; what is no entity stays as it is. -#}
{% macro sem_entidades(coluna) -%}
    {{ return(adapter.dispatch('sem_entidades', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro entidades() -%}
{{ return({
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "ordm": "º", "ordf": "ª", "deg": "°", "ndash": "–",
    "aacute": "á", "agrave": "à", "acirc": "â", "atilde": "ã", "eacute": "é", "ecirc": "ê", "iacute": "í", "oacute": "ó",
    "ocirc": "ô", "otilde": "õ", "uacute": "ú", "uuml": "ü", "ccedil": "ç", "Aacute": "Á", "Agrave": "À", "Acirc": "Â",
    "Atilde": "Ã", "Eacute": "É", "Ecirc": "Ê", "Iacute": "Í", "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ", "Uacute": "Ú",
    "Uuml": "Ü", "Ccedil": "Ç"
}) }}
{%- endmacro %}

{% macro default__sem_entidades(coluna) -%}
case when strpos({{ coluna }}, '&') = 0 then {{ coluna }} else (
    select string_agg(
        case
            when p.parte[1] ~ '^&#x0{0,4}([2-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]|[12][0-9A-Fa-f]{2})[0-9A-Fa-f];$'
                then chr(cast(cast('x' || lpad(substring(p.parte[1] from '^&#x(\w+);$'), 8, '0') as bit(32)) as integer))
            when p.parte[1] ~ '^&#0{0,4}(3[2-9]|[4-9]\d|[1-9]\d{2,3});$'
                then chr(cast(substring(p.parte[1] from '^&#(\d+);$') as integer))
            else coalesce(cast('{{ entidades() | tojson }}' as jsonb) ->> substring(p.parte[1] from '^&(\w+);$'), p.parte[1])
        end, '' order by p.ordem
    )
    from regexp_matches({{ coluna }}, '&#?\w{2,8};|[^&]+|&', 'g') with ordinality as p (parte, ordem)
) end
{%- endmacro %}

{% macro bigquery__sem_entidades(coluna) -%}
case when strpos({{ coluna }}, '&') = 0 then {{ coluna }} else (
    select string_agg(
        case
            when regexp_contains(trecho, r'^&#x0{0,4}([2-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]|[12][0-9A-Fa-f]{2})[0-9A-Fa-f];$')
                then chr(cast(concat('0x', regexp_extract(trecho, r'^&#x(\w+);$')) as int64))
            when regexp_contains(trecho, r'^&#0{0,4}(3[2-9]|[4-9]\d|[1-9]\d{2,3});$')
                then chr(cast(regexp_extract(trecho, r'^&#(\d+);$') as int64))
            else coalesce(case trecho{% for nome, letra in entidades().items() %} when '&{{ nome }};' then {{ "\"'\"" if letra == "'" else "'" ~ letra ~ "'" }}{% endfor %} end, trecho)
        end, '' order by ordem
    )
    from unnest(regexp_extract_all({{ coluna }}, r'&#?\w{2,8};|[^&]+|&')) as trecho with offset as ordem
) end
{%- endmacro %}

{#-
    Names, and the numbers of Latin letters, one after the other: `&amp;` last, so that nothing is decoded twice. No subquery,
    which Snowflake takes in few places.
-#}
{% macro snowflake__sem_entidades(coluna) -%}
{{ entidades_trocadas(coluna) }}
{%- endmacro %}

{% macro redshift__sem_entidades(coluna) -%}
{{ entidades_trocadas(coluna) }}
{%- endmacro %}

{% macro entidades_trocadas(coluna) -%}
{%- set dentro = namespace(sql=coluna) -%}
{%- for nome, letra in entidades().items() if nome != 'amp' -%}
{%- set dentro.sql = "replace(" ~ dentro.sql ~ ", '&" ~ nome ~ ";', '" ~ letra | replace("'", "''") ~ "')" -%}
{%- endfor -%}
case when {{ posicao(coluna, "'&'") }} = 0 then {{ coluna }} else replace({{ dentro.sql }}, '&amp;', '&') end
{%- endmacro %}

{% macro vazio(coluna) -%}
({{ coluna }} is null or upper({{ aparado(coluna) }}) in ('', '-', 'NAN', 'NONE', 'NULL'))
{%- endmacro %}

{#- 'Sim'/'Não', 'S'/'N', '1'/'0'; nothing else is converted. -#}
{% macro sim_nao(coluna) -%}
case
    when upper({{ aparado(coluna) }}) in ('SIM', 'S', '1') then true
    when upper({{ aparado(coluna) }}) in ('NÃO', 'NAO', 'N', '0') then false
end
{%- endmacro %}

{#- The name after '***.456.789-** - '; names may contain hyphens. -#}
{% macro nome_apos_mascara(coluna) -%}
nullif({{ aparado(troca_ancorada(coluna, '^\\*{3}\\.\\d{3}\\.\\d{3}-\\*{2}\\s*-\\s*', '')) }}, '')
{%- endmacro %}

{#- Free text with everything CPF-shaped masked: formatted, or a run of exactly 11 digits. Word edges are slow to find. -#}
{% macro sem_cpf(coluna) -%}
case when {{ nao_casa(coluna, '\\d{11}|\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}') }} then {{ coluna }} else {{ troca(
    troca(coluna, '\\m\\d{3}\\.(\\d{3})\\.(\\d{3})-\\d{2}\\M', '***.\\1.\\2-**'), '\\m\\d{11}\\M', '***********'
) }} end
{%- endmacro %}

{#- The names of the columns whose non-empty text could not be converted: [(name, source text, converted), …]; `outros` say a name themselves. -#}
{% macro erros_conversao(colunas, outros=[]) -%}
{%- set erros = outros | list -%}
{%- for nome, origem, convertida in colunas -%}
{%- do erros.append("case when " ~ convertida ~ " is null and not " ~ vazio(origem) ~ " then '" ~ nome ~ "' end") -%}
{%- endfor -%}
{{ lista(erros) }}
{%- endmacro %}
