{#- C09: empenhado = a liquidar + liquidado a pagar + pago; known to fail after the year's end. -#}
{% test c09_identidade_do_empenho(model) %}
select *
from {{ model }}
where valor_empenhado <> valor_a_liquidar + valor_liquidado_a_pagar + valor_pago
{% endtest %}

{#- C10: líquido = valor + juros + multa - glosa, to the cent. -#}
{% test c10_liquido_confere(model) %}
select *
from {{ model }}
where abs(valor_liquido - (valor + valor_juros + valor_multa - valor_glosa)) > 0.01
{% endtest %}

{#- C11: the reference months of an invoice add up to it, and no invoice is left out. -#}
{% test c11_soma_da_fatura(model, fatura) %}
with somas as (
    select fatura_id, sum(valor) as valor
    from {{ model }}
    group by fatura_id
)

select f.fatura_id, f.valor, s.valor as soma
from {{ fatura }} as f
left join somas as s on f.fatura_id = s.fatura_id
where s.fatura_id is null or f.valor is distinct from s.valor
{% endtest %}

{#- C19: null money in silver = empty money in bronze + conversion errors. -#}
{% test c19_nulos_preservados(model, coluna, origem, coluna_origem) %}
with contagens as (
    select
        (select count(*) from {{ model }} where {{ coluna }} is null) as nulos,
        (select count(*) from {{ origem }} as o where {{ vazio('o.' ~ coluna_origem) }}) as vazios,
        (select count(*) from {{ model }} where {{ contem('_erros_conversao', "'" ~ coluna ~ "'") }}) as erros
)

select * from contagens where nulos <> vazios + erros
{% endtest %}
