{#- C05: the shares of an invoice add up to its amount less its glosa, to the cent. -#}
{% test c05_rateio_exato(model, fatura) %}
select f.fatura_id
from {{ fatura }} as f
left join {{ model }} as r on f.fatura_id = r.fatura_id
group by f.fatura_id, f.valor, f.valor_glosa
having sum(r.valor_faturado) is distinct from f.valor - coalesce(f.valor_glosa, 0)
{% endtest %}

{#- C12: CON08 is the sum of the parts of CON10. -#}
{% test c12_partes_somam_o_faturado(model) %}
select *
from {{ model }}
where valor_faturado
    <> valor_faturado_pago + valor_faturado_apropriado + valor_faturado_pendente + valor_faturado_nao_classificado
{% endtest %}

{#- N02: 0 < HHI <= 10,000 and 0 <= CR1 <= CR5 <= 1. -#}
{% test n02_concentracao(model) %}
select *
from {{ model }}
where qtd_fornecedores > 0 and not (hhi > 0 and hhi <= 10000 and pct_cr1 > 0 and pct_cr1 <= pct_cr5 and pct_cr5 <= 1)
{% endtest %}

{#- N03: up to 30 is inside up to 60, and so on; the exclusive bands add up to what is in force. -#}
{% test n03_faixas_cumulativas(model) %}
select *
from {{ model }}
where (ate_30 and not ate_60) or (ate_60 and not ate_90) or (ate_90 and not ate_180) or (ate_180 and not vigente)
    or (vigente = (faixa_vencimento = 'Encerrado há até 180 dias'))
{% endtest %}

{#- T11: no hole between the first and the last month of a contract. -#}
{% test t11_calendario_sem_buracos(model) %}
select contrato_id
from {{ model }}
where competencia is not null
group by contrato_id
having count(*) <> (extract(year from max(competencia)) - extract(year from min(competencia))) * 12
    + extract(month from max(competencia)) - extract(month from min(competencia)) + 1
{% endtest %}
