{#-
    A failure that the seed divergencia_conhecida accepts warns until its last day instead of stopping the build.
    Before the seed exists nothing is accepted. Of a test of several rules each has its own severity and exception.
-#}
{% macro default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
select
    {{ fail_calc }} as failures,
    {{ fail_calc }} {{ warn_if }} as should_warn,
    {%- if reune_regras(model) %}
    {{ filtrado('count(*)', "severidade = 'error' and teste not in (" ~ falhas_aceitas() ~ ")") }} > 0 as should_error
    {%- else %}
    {{ fail_calc }} {{ error_if }} and '{{ model.name }}' not in ({{ falhas_aceitas() }}) as should_error
    {%- endif %}
from (
    {{ main_sql }}
    {{ "limit " ~ limit if limit is not none }}
) as dbt_internal_test
{%- endmacro %}

{#- A query of the names of the tests and rules whose failure is accepted today. -#}
{% macro falhas_aceitas() -%}
{%- set aceitas = adapter.get_relation(target.database, 'referencia', 'divergencia_conhecida') if execute else none -%}
{%- if aceitas -%}
select teste from {{ aceitas }} where valida_ate >= {{ dia_de(agora()) }} and teste is not null
{%- else -%}
select cast(null as {{ tipo('text') }}) as teste where false
{%- endif -%}
{%- endmacro %}

{#- Whether a test checks the rules of a table together (macros/regras.sql). -#}
{% macro reune_regras(no) -%}
{{ return(no.test_metadata is defined and no.test_metadata is not none and no.test_metadata.name == 'regras') }}
{%- endmacro %}
