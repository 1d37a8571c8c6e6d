{{ config(indexes=[{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id', 'competencia']}, {'columns': ['orgao_chave', 'competencia']}]) }}
select
    m.contrato_id || '/' || coalesce(to_char(m.competencia, 'YYYY-MM'), 'sem_competencia') as chave_linha,
    m.orgao_chave,
    m.contrato_id,
    m.competencia,
    coalesce(to_char(m.competencia, 'MM/YYYY'), 'Sem competência informada') as mes_rotulo,
    r.numero,
    r.categoria,
    r.ug_codigo,
    r.fornecedor_nome,
    r.situacao_vigencia,
    m.valor_cronograma,
    m.valor_faturado,
    m.valor_faturado_pago,
    m.valor_faturado_apropriado,
    m.valor_faturado_pendente,
    m.valor_faturado_nao_classificado,
    cast(sum(m.valor_cronograma) over acumulado as numeric(18, 2)) as valor_cronograma_acumulado,
    cast(sum(m.valor_faturado) over acumulado as numeric(18, 2)) as valor_faturado_acumulado,
    cast(sum(m.valor_cronograma - m.valor_faturado) over acumulado as numeric(18, 2)) as valor_saldo_contratual_acumulado,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from {{ ref('contrato_mes') }} as m
inner join {{ ref('contratos_resumo') }} as r on m.contrato_id = r.contrato_id
where r.receita_despesa = 'D'
window acumulado as (partition by m.contrato_id order by m.competencia nulls last)
