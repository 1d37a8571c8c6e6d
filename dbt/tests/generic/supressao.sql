{#-
    L03: no count below the threshold is published, what is hidden is null, and where the total of a group is visible no
    hidden cell of it is alone (unless the group has one cell only). `contagem` null means: no total is visible.
-#}
{% test l03_celulas_pequenas(model, quantidade, grupos=[], limiar='limiar_supressao', onde='true') %}
with celulas as (
    select * from {{ model }} where {{ onde }}
),

achados as (
    select 'contagem pequena' as motivo, count(*) as celulas
    from celulas
    where {{ quantidade }} > 0 and {{ quantidade }} < {{ parametro(limiar) }}
    union all
    select 'suprimido não diz o que a contagem mostra', count(*)
    from celulas
    where suprimido is null or suprimido <> ({{ quantidade }} is null)
    {%- for grupo in grupos %}
    union all
    select 'célula escondida sozinha em {{ grupo | join(", ") }}', count(*)
    from (
        select count(*) from celulas group by {{ grupo | join(', ') }}
        having {{ filtrado('count(*)', 'suprimido') }} = 1 and count(*) > 1
    ) as sozinhas
    {%- endfor %}
)

select * from achados where celulas > 0
{% endtest %}
