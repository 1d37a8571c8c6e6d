{#- C04: sums before = sums after, per body and exercício, with tolerance zero (2.8); same arguments as the macro. -#}
{% test c04_conciliacao(model, origem, medidas, exercicio='exercicio', orgao='orgao_chave', filtro_origem=none, filtro_destino=none) %}
select * from (
    {{ conciliacao('teste', origem, model, medidas, exercicio, orgao, none, filtro_origem, filtro_destino) }}
) as conferencia
where diferenca <> 0
{% endtest %}

{#- C04: no reconciliation of the table has a difference. -#}
{% test c04_sem_diferenca(model) %}
select juncao, orgao_chave, exercicio, medida, diferenca
from {{ model }}
where diferenca <> 0
{% endtest %}
