{#- The addresses in a list of files: [{"arquivo_1": "https://…"}, …] or ["https://…", …]. -#}
{% macro enderecos(coluna) -%}
array(
    select coalesce(par.value, lista.item #>> '{}')
    from {{ elementos(coluna) }}
    left join lateral jsonb_each_text(case when jsonb_typeof(lista.item) = 'object' then lista.item else '{}'::jsonb end) as par on true
    where coalesce(par.value, case when jsonb_typeof(lista.item) = 'string' then lista.item #>> '{}' end) is not null
    order by lista.ordem, par.key
)
{%- endmacro %}
