{#-
    A failure that the seed divergencia_conhecida accepts warns until its last day instead of stopping the build.
    Before the seed exists nothing is accepted.
-#}
{% macro default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
{%- set aceitas = adapter.get_relation(target.database, 'referencia', 'divergencia_conhecida') if execute else none -%}
select
    {{ fail_calc }} as failures,
    {{ fail_calc }} {{ warn_if }} as should_warn,
    {{ fail_calc }} {{ error_if }}
    {%- if aceitas %}
    and not exists (
        select 1 from {{ aceitas }} as aceita
        where aceita.teste = '{{ model.name }}'
            and aceita.valida_ate >= cast(now() at time zone '{{ var("fuso_horario") }}' as date)
    )
    {%- endif %} as should_error
from (
    {{ main_sql }}
    {{ "limit " ~ limit if limit is not none }}
) as dbt_internal_test
{%- endmacro %}
