{#- The value of a threshold of the seed `parametro`, as a scalar subquery; its unit tests give the seed as an input. -#}
{% macro parametro(codigo) -%}
(select p.valor from {{ ref('parametro') }} as p where p.codigo = '{{ codigo }}')
{%- endmacro %}
