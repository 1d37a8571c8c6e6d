{#- C05: the shares of a note add up to one, bucket included. -#}
{% test c05_fatores_somam_um(model) %}
select ne, sum(fator_rateio) as fator_rateio
from {{ model }}
group by ne
having sum(fator_rateio) <> 1
{% endtest %}

{#- C05, C04: the parts of a line add up to it in every measure, and every line has its parts. -#}
{% test c05_partes_somam_a_linha(model, linhas) %}
{%- set medidas = ['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'] %}
with partes as (
    select linha_id{% for medida in medidas %}, sum({{ medida }}) as {{ medida }}{% endfor %}
    from {{ model }}
    group by linha_id
)

select coalesce(l.linha_id, p.linha_id) as linha_id
from {{ linhas }} as l
full join partes as p on l.linha_id = p.linha_id
where l.linha_id is null or p.linha_id is null
    {%- for medida in medidas %} or l.{{ medida }} is distinct from p.{{ medida }}{% endfor %}
{% endtest %}

{#- V02: at most 2 % of the notes have several contracts and no rule to choose. -#}
{% test v02_vinculo_decidido(model) %}
select {{ filtrado('count(*)', "confianca = 'ambigua'") }} as ambiguas, count(*) as notas
from {{ model }}
having {{ filtrado('count(*)', "confianca = 'ambigua'") }} > 0.02 * count(*)
{% endtest %}

{#- C06: the three groups of a body and exercício add up to all its lines, in every measure. -#}
{% test c06_grupos_somam_as_linhas(model, linhas) %}
{%- set medidas = ['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'] %}
with grupos as (
    select orgao_chave, exercicio, count(*) as n{% for medida in medidas %}, sum({{ medida }}) as {{ medida }}{% endfor %}
    from {{ model }}
    group by orgao_chave, exercicio
),

todas as (
    select orgao_chave, exercicio{% for medida in medidas %}, coalesce(sum({{ medida }}), 0) as {{ medida }}{% endfor %}
    from {{ linhas }}
    group by orgao_chave, exercicio
)

select coalesce(t.orgao_chave, g.orgao_chave) as orgao_chave, coalesce(t.exercicio, g.exercicio) as exercicio
from todas as t
full join grupos as g on t.orgao_chave = g.orgao_chave and t.exercicio = g.exercicio
where g.n is distinct from 3
    {%- for medida in medidas %} or t.{{ medida }} is distinct from g.{{ medida }}{% endfor %}
{% endtest %}

{#- L03: no count below the threshold is shown, and no contract hides one group only beside visible ones. -#}
{% test l03_terceirizados_suprimidos(model) %}
select contrato_id, count(*) as linhas
from {{ model }}
group by contrato_id
having min(qtd_ativos) < {{ parametro('limiar_supressao') }}
    or ({{ filtrado('count(*)', 'suprimido') }} = 1 and count(*) > 1)
    or {{ filtrado('count(*)', 'suprimido and (qtd_ativos is not null or valor_custo_mensal is not null or valor_salario_mediano is not null)') }} > 0
{% endtest %}
