{#- Every rule that the table and its columns declare (macros/regras.sql), by one test; a failing row names its rule. -#}
{% test regras(model) %}
{{ config(fail_calc='coalesce(cast(sum(linhas) as bigint), 0)') }}
{%- if execute %}
{{ achados_das_regras(model, graph.nodes[testado()]) }}
{%- else %}
select 1 as linhas where false
{%- endif %}
{% endtest %}
