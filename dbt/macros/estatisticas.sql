{#-
    What PostgreSQL's planner must know of a table that was just built: nothing of it is known before autovacuum comes by,
    and models and tests that read it a second later would be planned as if it were nearly empty. A table that kept its
    statistics, because only some of its rows were computed again, is left to autovacuum.
-#}
{% macro conta_ao_planejador() -%}
    {{ return(adapter.dispatch('conta_ao_planejador', 'govhub')()) }}
{%- endmacro %}

{#- The other engines count by themselves. -#}
{% macro default__conta_ao_planejador() -%}
{%- endmacro %}

{% macro redshift__conta_ao_planejador() -%}
{%- endmacro %}

{% macro postgres__conta_ao_planejador() -%}
{%- if model.config.materialized != 'view' -%}
do $$
begin
    if not exists (select 1 from pg_stats where schemaname = '{{ this.schema }}' and tablename = '{{ this.identifier }}') then
        analyze {{ this }};
    end if;
end
$$
{%- endif -%}
{%- endmacro %}
