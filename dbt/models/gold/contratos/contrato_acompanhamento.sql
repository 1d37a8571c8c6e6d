{{ config(indexes=[{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'numero']}]) }}
-- The card of each contract of expense, and a row per body for what the Treasury executed without a contract.
with sem_contrato as (
    select
        t.orgao_chave,
        d.data_referencia,
        d.dado_ate,
        d.atualizado_em,
        sum(t.valor_empenhado) as empenhado,
        sum(t.valor_pago + t.valor_rp_pago) as pago_total,
        {{ filtrado('sum(t.valor_empenhado - t.valor_liquidado)', "extract(year from t.competencia) = extract(year from d.data_referencia)") }}
            as a_liquidar,
        {{ filtrado('sum(t.valor_liquidado - t.valor_pago)', "extract(year from t.competencia) = extract(year from d.data_referencia)") }}
            as a_pagar,
        {{ filtrado('sum(t.valor_rp_inscrito - t.valor_rp_pago)', "extract(year from t.competencia) = extract(year from d.data_referencia)") }} as rp_saldo
    from {{ ref('contrato_tesouro_mes') }} as t
    cross join {{ ref('data_referencia') }} as d
    where t.contrato_id is null and d.fonte = 'tesouro_gerencial'
    group by t.orgao_chave, d.data_referencia, d.dado_ate, d.atualizado_em
)

select
    cast(r.contrato_id as {{ tipo('text') }}) as chave_linha,
    r.orgao_chave,
    r.contrato_id,
    r.numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.ug_codigo,
    r.fornecedor_nome,
    r.fornecedor_documento,
    r.objeto,
    r.situacao_vigencia,
    r.situacao_rotulo,
    r.faixa_vencimento,
    r.vigencia_inicio,
    r.vigencia_fim,
    r.valor_inicial_original as valor_contratado,
    r.valor_parcela,
    r.num_parcelas,
    r.valor_global,
    r.valor_tesouro_empenhado,
    r.valor_tesouro_a_liquidar,
    r.valor_tesouro_liquidado_a_pagar,
    r.valor_tesouro_rp_saldo,
    r.valor_tesouro_pago,
    r.valor_tesouro_empenhado_baixa,
    r.valor_tesouro_a_liquidar_baixa,
    r.valor_tesouro_pago_baixa,
    r.valor_cronograma as valor_compras_cronograma,
    r.valor_faturado as valor_compras_faturado,
    r.valor_saldo_contratual as valor_compras_disponivel,
    r.valor_cronograma_sem_fatura_vencido,
    r.valor_cronograma_sem_fatura_a_executar,
    r.valor_divergencia_tesouro,
    r.cobertura_tesouro_parcial,
    r.confianca_predominante,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from {{ ref('contratos_resumo') }} as r
where r.receita_despesa = 'D'
union all
select
    b.orgao_chave || '/sem_contrato', b.orgao_chave, null, 'Sem contrato identificado', 'Sem contrato identificado',
    'Sem contrato identificado', null, null, null, null, null, null, null, null, null, null, null, null, null, null,
    cast(b.empenhado as numeric(18, 2)), cast(coalesce(b.a_liquidar, 0) as numeric(18, 2)),
    cast(coalesce(b.a_pagar, 0) as numeric(18, 2)), cast(coalesce(b.rp_saldo, 0) as numeric(18, 2)),
    cast(b.pago_total as numeric(18, 2)), 0, 0, 0, null, null, null, null, null, null, null, null,
    b.data_referencia, b.dado_ate, b.atualizado_em
from sem_contrato as b
