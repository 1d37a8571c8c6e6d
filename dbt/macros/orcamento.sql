{#-
    The sums of the budget view, for every product that breaks it down. The balances are differences (ORC06 to ORC08), not
    the report's own columns: it leaves a zero blank, and a balance of nothing is zero.
-#}
{% macro somas_do_orcamento() -%}
cast(sum(valor_dotacao_inicial) as numeric(18, 2)) as valor_dotacao_inicial,
        cast(sum(valor_dotacao_atualizada) as numeric(18, 2)) as valor_dotacao_atualizada,
        cast(sum(valor_credito_disponivel) as numeric(18, 2)) as valor_credito_disponivel,
        cast(sum(valor_empenhado) as numeric(18, 2)) as valor_empenhado,
        cast(sum(valor_liquidado) as numeric(18, 2)) as valor_liquidado,
        cast(sum(valor_empenhado) - coalesce(sum(valor_liquidado), 0) as numeric(18, 2)) as valor_a_liquidar,
        cast(sum(valor_liquidado) - coalesce(sum(valor_pago), 0) as numeric(18, 2)) as valor_liquidado_a_pagar,
        cast(sum(valor_empenhado) - coalesce(sum(valor_pago), 0) as numeric(18, 2)) as valor_nao_pago,
        cast(sum(valor_pago) as numeric(18, 2)) as valor_pago,
        cast(sum(valor_rp_inscrito) as numeric(18, 2)) as valor_rp_inscrito,
        cast(sum(valor_rp_pago) as numeric(18, 2)) as valor_rp_pago,
        cast({{ filtrado('count(*)', 'valor_dotacao_atualizada is null or valor_empenhado is null') }} as integer) as qtd_valores_ausentes
{%- endmacro %}

{#- ORC09 to ORC11. -#}
{% macro percentuais_do_orcamento(o) -%}
{{ fracao(o ~ '.valor_empenhado', o ~ '.valor_dotacao_atualizada') }} as pct_empenhado,
    {{ fracao(o ~ '.valor_liquidado', o ~ '.valor_dotacao_atualizada') }} as pct_executado,
    {{ fracao(o ~ '.valor_pago', o ~ '.valor_dotacao_atualizada') }} as pct_pago
{%- endmacro %}

{#- How much of the year had passed on a day. -#}
{% macro fracao_do_ano(dia) -%}
({{ dia_do_ano(dia) }} / {{ dia_do_ano(data_de('cast(extract(year from ' ~ dia ~ ') as integer)', 12, 31)) }})
{%- endmacro %}

{#- An elemento de despesa as people read it, the same in every product, so that one filter reaches them all. -#}
{% macro rotulo_do_elemento(codigo, nome) -%}
coalesce({{ codigo }} || ' · ' || {{ nome }}, 'Elemento não informado')
{%- endmacro %}
