{#- U01: the natural key is unique, and no part of it is null. Where an index says that it is unique, it is. -#}
{% test u01_chave_unica(model, colunas) %}
{%- if execute and chave_garantida(model, colunas) %}
select {{ colunas | join(', ') }}
from {{ model }}
where {% for coluna in colunas %}{{ coluna }} is null{{ " or " if not loop.last }}{% endfor %}
{%- else %}
select {{ colunas | join(', ') }}, count(*) as linhas
from {{ model }}
group by {{ colunas | join(', ') }}
having count(*) > 1 {% for coluna in colunas %}or {{ coluna }} is null {% endfor %}
{%- endif %}
{% endtest %}

{#- R01: every child row has its parent. -#}
{% test r01_tem_pai(model, column_name, pai, campo) %}
select filho.{{ column_name }}, count(*) as linhas
from {{ model }} as filho
left join {{ pai }} as pai on filho.{{ column_name }} = pai.{{ campo }}
where filho.{{ column_name }} is not null and pai.{{ campo }} is null
group by filho.{{ column_name }}
{% endtest %}

{#- V01: only the listed values, or null. -#}
{% test v01_valores_aceitos(model, column_name, valores) %}
select {{ column_name }}, count(*) as linhas
from {{ model }}
where {{ column_name }} is not null and {{ column_name }} not in ({% for valor in valores %}'{{ valor }}'{{ ", " if not loop.last }}{% endfor %})
group by {{ column_name }}
{% endtest %}

{#- V03: a document has its form. -#}
{% test v03_formato(model, column_name, padrao) %}
select {{ column_name }}, count(*) as linhas
from {{ model }}
where {{ column_name }} is not null and {{ column_name }} !~ '{{ padrao }}'
group by {{ column_name }}
{% endtest %}

{#- V04: dates between 1950 and 2100. -#}
{% test v04_data_plausivel(model, column_name) %}
select {{ column_name }}, count(*) as linhas
from {{ model }}
where {{ column_name }} not between date '1950-01-01' and date '2100-12-31'
group by {{ column_name }}
{% endtest %}

{#- N01: never negative. -#}
{% test n01_nao_negativo(model, column_name) %}
select {{ column_name }}, count(*) as linhas
from {{ model }}
where {{ column_name }} < 0
group by {{ column_name }}
{% endtest %}

{#- L07: a mask shows exactly the six middle digits. -#}
{% test l07_mascara(model, column_name) %}
select count(*) as linhas
from {{ model }}
where {{ column_name }} is not null and {{ column_name }} !~ '^\*{3}\.\d{3}\.\d{3}-\*{2}$'
having count(*) > 0
{% endtest %}
