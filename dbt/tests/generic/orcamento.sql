{#- C07: empenhado = a liquidar + liquidado a pagar + pago, to the cent, in each row. -#}
{% test c07_identidade_da_execucao(model) %}
select *
from {{ model }}
where abs(valor_empenhado - (valor_a_liquidar + valor_liquidado_a_pagar + valor_pago)) > 0.01
{% endtest %}

{#- N01: a note may be annulled in part, never below nothing. -#}
{% test n01_nota_nao_negativa(model) %}
select ne, sum(valor_empenhado) as valor_empenhado
from {{ model }}
where ne is not null
group by ne
having sum(valor_empenhado) < 0
{% endtest %}
