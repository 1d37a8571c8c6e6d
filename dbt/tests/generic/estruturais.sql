{#- R01: every child row has its parent. -#}
{% test r01_tem_pai(model, column_name, pai, campo) %}
select filho.{{ column_name }}, count(*) as linhas
from {{ model }} as filho
left join {{ pai }} as pai on filho.{{ column_name }} = pai.{{ campo }}
where filho.{{ column_name }} is not null and pai.{{ campo }} is null
group by filho.{{ column_name }}
{% endtest %}
