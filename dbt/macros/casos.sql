{#- The rows of a table of examples that a cleaning function gets wrong; inputs and results are written as text. -#}
{% macro casos(funcao, expressao, pares) -%}
select '{{ funcao }}' as funcao, entrada, esperado, cast({{ expressao }} as {{ tipo('text') }}) as obtido
from (values
    {%- for entrada, esperado in pares %}
    ({{ literal(entrada) }}, {{ literal(esperado) }}){{ "," if not loop.last }}
    {%- endfor %}
) as exemplos (entrada, esperado)
where cast({{ expressao }} as {{ tipo('text') }}) is distinct from esperado
{%- endmacro %}

{% macro literal(valor) -%}
{%- if valor is none -%}cast(null as {{ tipo('text') }}){%- else -%}cast('{{ valor | replace("'", "''") }}' as {{ tipo('text') }}){%- endif -%}
{%- endmacro %}
