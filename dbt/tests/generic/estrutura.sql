{#- C04 for units: each unit in force of either side is in the bridge once; nothing is lost, nothing doubled. -#}
{% test c04_unidades_uma_vez(model) %}
with nos_sistemas as (
    select lado, unidade from {{ ref('unidade_comparavel') }}
),

na_ponte as (
    select 'siorg' as lado, siorg_codigo as unidade from {{ model }} where siorg_codigo is not null
    union all
    select 'siape', uorg_id from {{ model }} where uorg_id is not null
),

contadas as (
    select lado, unidade, count(*) as vezes from na_ponte group by lado, unidade
)

select coalesce(s.lado, c.lado) as lado, coalesce(s.unidade, c.unidade) as unidade, c.vezes
from nos_sistemas as s
full join contadas as c on s.lado = c.lado and s.unidade = c.unidade
where s.unidade is null or c.vezes is distinct from 1
{% endtest %}
