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

{#-
    Whether a note may belong to the life of a contract: from 30 days before the signature to 90 after the end. A note
    without date counts when its year touches that window. `c` is a contrato, `n` a nota_empenho.
-#}
{% macro nota_na_janela(c, n) -%}
{%- set antes, depois = 30, 90 -%}
coalesce(
    coalesce({{ n }}.data_emissao, make_date({{ n }}.ano, 12, 31))
        >= coalesce({{ c }}.data_assinatura, {{ c }}.vigencia_inicio) - {{ antes }}
    and coalesce(
        coalesce({{ n }}.data_emissao, make_date({{ n }}.ano, 1, 1))
            <= coalesce({{ c }}.data_rescisao, case when not {{ c }}.vigencia_indeterminada then {{ c }}.vigencia_fim end)
            + {{ depois }},
        true
    ),
    false
)
{%- endmacro %}

{#- Matches that headline figures use; `baixa` has columns of its own, the others are the bucket without contract. -#}
{% macro confianca_de_manchete(coluna) -%}
({{ coluna }} in ('manual', 'exata', 'alta', 'media'))
{%- endmacro %}
