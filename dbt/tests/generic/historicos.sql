{#- U02: one current version per key; versions neither overlap nor leave holes while the key exists. -#}
{% test u02_versoes(model, colunas) %}
with versoes as (
    select
        {{ colunas | join(', ') }},
        dbt_valid_from,
        dbt_valid_to,
        lead(dbt_valid_from) over (partition by {{ colunas | join(', ') }} order by dbt_valid_from) as proxima
    from {{ model }}
)

select * from versoes
where (proxima is not null and (dbt_valid_to is null or dbt_valid_to > proxima))
    or dbt_valid_to < dbt_valid_from
{% endtest %}

{#- C18: the current version of a key equals its row in silver. -#}
{% test c18_versao_atual(model, atual, colunas, conferidas) %}
with vigentes as (
    select * from {{ model }} where dbt_valid_to is null
)

select {% for coluna in colunas %}coalesce(a.{{ coluna }}, v.{{ coluna }}) as {{ coluna }}{{ ", " if not loop.last }}{% endfor %}
from {{ atual }} as a
full join vigentes as v on {% for coluna in colunas %}a.{{ coluna }} = v.{{ coluna }}{{ " and " if not loop.last }}{% endfor %}
where a.{{ colunas[0] }} is null or v.{{ colunas[0] }} is null
    {%- for coluna in conferidas %} or a.{{ coluna }} is distinct from v.{{ coluna }}{% endfor %}
{% endtest %}
