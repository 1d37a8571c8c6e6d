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
select count(*) filter (where confianca = 'ambigua') as ambiguas, count(*) as notas
from {{ model }}
having count(*) filter (where confianca = 'ambigua') > 0.02 * count(*)
{% endtest %}
