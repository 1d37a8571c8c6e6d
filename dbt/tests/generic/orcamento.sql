{#- C07: empenhado = a liquidar + liquidado a pagar + pago, to the cent, in each row; the report leaves a zero blank. -#}
{% test c07_identidade_da_execucao(model) %}
select *
from {{ model }}
where abs(
    coalesce(valor_empenhado, 0) - (coalesce(valor_a_liquidar, 0) + coalesce(valor_liquidado_a_pagar, 0) + coalesce(valor_pago, 0))
) > 0.01
{% endtest %}

{#- N01: a note may be annulled in part, never below nothing. -#}
{% test n01_nota_nao_negativa(model) %}
select ne, sum(valor_empenhado) as valor_empenhado
from {{ model }}
where ne is not null
group by ne
having sum(valor_empenhado) < 0
{% endtest %}

{#- T29: what was committed and not paid is what is to settle plus what is settled and to pay. -#}
{% test t29_partes_do_nao_pago(model) %}
select *
from {{ model }}
where abs(valor_nao_pago - (valor_a_liquidar + valor_liquidado_a_pagar)) > 0.01
{% endtest %}

{#- C16: a breakdown of a year adds up to the year. -#}
{% test c16_soma_do_ano(model, anual) %}
{%- set medidas = ['valor_dotacao_atualizada', 'valor_empenhado', 'valor_liquidado', 'valor_a_liquidar', 'valor_liquidado_a_pagar', 'valor_pago'] %}
with somas as (
    select orgao_chave, ano{% for medida in medidas %}, sum({{ medida }}) as {{ medida }}{% endfor %}
    from {{ model }}
    group by orgao_chave, ano
)

select s.orgao_chave, s.ano
from somas as s
left join {{ anual }} as a on s.orgao_chave = a.orgao_chave and s.ano = a.ano
where a.ano is null
    {%- for medida in medidas %} or s.{{ medida }} is distinct from a.{{ medida }}{% endfor %}
{% endtest %}
