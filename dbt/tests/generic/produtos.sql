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

{#- N02: a share lies between zero and one. -#}
{% test n02_entre_zero_e_um(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} not between 0 and 1
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
having count(*) <> (extract(year from age(max(competencia), min(competencia))) * 12
    + extract(month from age(max(competencia), min(competencia))) + 1)
{% endtest %}

{#-
    L01: no text column holds an unmasked CPF: formatted, or 11 digits with valid check digits. In `codigos`, columns
    of numeric codes that may have 11 digits, only the formatted form counts. A hash in a key is no text: sooner or later
    one has eleven such digits in a row. Rows without anything of that form in any column, nearly all, are told in one look.
-#}
{% test l01_sem_cpf(model, codigos=[]) %}
{%- if execute %}
{%- set textos = [] %}
{%- for coluna in adapter.get_columns_in_relation(model) if coluna.is_string() %}{% do textos.append(coluna.name) %}{% endfor %}
with suspeitas as materialized (
    select {{ textos | join(', ') }}
    from {{ model }}
    where concat_ws(' ', {{ textos | join(', ') }}) ~ '(^|[^0-9./-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}($|[^0-9/])'
),

valores as (
    {%- for coluna in textos %}
    select '{{ coluna }}' as coluna, candidatos.achado[1] as candidato
    from suspeitas as linha
    cross join lateral regexp_matches(
        regexp_replace(linha.{{ coluna }}, '\m[0-9a-f]{32}\M', '', 'g'), '(?<![0-9./-])(\d{3}\.?\d{3}\.?\d{3}-?\d{2})(?![0-9/])', 'g'
    ) as candidatos (achado)
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select coluna, count(*) as linhas
from valores
where candidato ~ '[.-]'
    or ({{ cpf_valido('candidato') }}{% for codigo in codigos %} and coluna <> '{{ codigo }}'{% endfor %})
group by coluna
{%- else %}
select 1 as coluna where false
{%- endif %}
{% endtest %}
