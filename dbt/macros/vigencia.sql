{#- CON01 without the register's own word: by dates only. `c` is a contrato, `d` the reference date. -#}
{% macro vigente_em(c, d) -%}
coalesce(
    {{ c }}.receita_despesa = 'D'
    and {{ c }}._deleted_at is null
    and coalesce({{ c }}.vigencia_inicio, {{ c }}.data_assinatura) <= {{ d }}
    and ({{ c }}.vigencia_indeterminada or {{ c }}.vigencia_fim >= {{ d }})
    and ({{ c }}.data_rescisao is null or {{ c }}.data_rescisao > {{ d }}),
    false
)
{%- endmacro %}

{#- CON02, in its order of test. -#}
{% macro situacao_vigencia(c, d) -%}
case
    when {{ c }}.data_rescisao <= {{ d }} then 'rescindido'
    when coalesce({{ c }}.vigencia_inicio, {{ c }}.data_assinatura) is null
        or ({{ c }}.tipo_codigo = '99' and {{ c }}.vigencia_fim is null) then 'sem_datas'
    when coalesce({{ c }}.vigencia_inicio, {{ c }}.data_assinatura) > {{ d }} then 'a_iniciar'
    when not {{ c }}.vigencia_indeterminada and {{ c }}.vigencia_fim < {{ d }} then 'encerrado'
    when {{ c }}.vigencia_indeterminada then 'vigente_indeterminado'
    else 'vigente'
end
{%- endmacro %}

{#- Exclusive bands of CON05. -#}
{% macro faixa_vencimento(dias, indeterminada) -%}
case
    when {{ indeterminada }} then 'Indeterminado'
    when {{ dias }} between 0 and 30 then '0 a 30 dias'
    when {{ dias }} between 31 and 60 then '31 a 60 dias'
    when {{ dias }} between 61 and 90 then '61 a 90 dias'
    when {{ dias }} between 91 and 180 then '91 a 180 dias'
    when {{ dias }} > 180 then 'Mais de 180 dias'
end
{%- endmacro %}

{#- A fraction; null when the denominator is null or zero. -#}
{% macro fracao(numerador, denominador) -%}
cast({{ numerador }} / nullif({{ denominador }}, 0) as numeric(12, 6))
{%- endmacro %}
