{{ config(indexes=[{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'exercicio']}]) }}
-- Fundo a fundo tells neither payable documents nor payments: they are unknown, not zero.
select
    a.chave_linha,
    a.orgao_chave,
    a.modalidade,
    a.exercicio,
    a.qtd_planos,
    a.qtd_beneficiarios,
    a.valor_previsto,
    a.valor_empenhado_efetivo as valor_empenhado,
    a.valor_empenhado_em_preparo,
    a.valor_empenhado_cancelado,
    a.valor_empenhado_nao_classificado,
    {%- for etapa in ['liquidado', 'pago'] %}
    {%- for estagio in ['efetivo', 'em_preparo', 'cancelado', 'nao_classificado'] %}
    cast(case when a.modalidade <> 'fundo_a_fundo' then a.valor_{{ etapa }}_{{ estagio }} end as numeric(18, 2))
        as valor_{{ etapa }}{{ "_" ~ estagio if estagio != 'efetivo' }},
    {%- endfor %}
    {%- endfor %}
    cast(case when a.modalidade = 'especial' then a.valor_devolvido end as numeric(18, 2)) as valor_devolvido,
    cast(case when a.modalidade = 'especial' then a.valor_devolucao_pendente end as numeric(18, 2)) as valor_devolucao_pendente,
    a.valor_empenhado_sem_plano,
    {{ fracao('a.valor_empenhado_efetivo', 'a.valor_previsto') }} as pct_empenhado,
    {{ fracao("case when a.modalidade <> 'fundo_a_fundo' then a.valor_liquidado_efetivo end", 'a.valor_previsto') }} as pct_liquidado,
    {{ fracao("case when a.modalidade <> 'fundo_a_fundo' then a.valor_pago_efetivo end", 'a.valor_previsto') }} as pct_pago,
    a.qtd_valores_ausentes,
    d.data_referencia,
    d.dado_ate,
    d.atualizado_em
from {{ ref('transferencia_ano') }} as a
cross join (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('data_referencia') }}
    where fonte in ('transferegov_fundoafundo', 'transferegov_especiais', 'transferegov_parcerias')
) as d
