{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id', 'competencia']}, {'columns': ['orgao_chave', 'competencia']}])
) }}
{%- set do_tesouro = ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago', 'empenhado_baixa', 'pago_baixa'] -%}
-- What the Treasury executed without a contract stands in rows of its own, one per body and month, inside the totals.
with linhas as (
    select
        m.contrato_id || '/' || coalesce({{ data_formatada('m.competencia', 'YYYY-MM') }}, 'sem_competencia') as chave_linha,
        r.orgao_chave,
        m.contrato_id,
        m.competencia,
        r.numero,
        r.contrato,
        r.categoria,
        r.modalidade,
        r.ug_codigo,
        r.fornecedor_nome,
        r.situacao_vigencia,
        r.situacao_rotulo,
        r.faixa_vencimento,
        m.valor_cronograma,
        m.valor_faturado,
        m.valor_faturado_pago,
        m.valor_faturado_apropriado,
        m.valor_faturado_pendente,
        m.valor_faturado_nao_classificado,
        {%- for medida in do_tesouro %}
        m.valor_tesouro_{{ medida }},
        {%- endfor %}
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em
    from {{ ref('contrato_mes') }} as m
    inner join {{ ref('contratos_resumo') }} as r on m.contrato_id = r.contrato_id
    where r.receita_despesa = 'D'
    union all
    select
        t.chave_linha, t.orgao_chave, null, t.competencia, 'Sem contrato identificado', 'Sem contrato identificado',
        'Sem contrato identificado', null, null, null, null, null, null, null, null, null, null, null, null,
        t.valor_empenhado, t.valor_liquidado, t.valor_pago, t.valor_rp_inscrito, t.valor_rp_pago, 0, 0,
        d.data_referencia, d.dado_ate, d.atualizado_em
    from {{ ref('contrato_tesouro_mes') }} as t
    left join {{ ref('data_referencia') }} as d on d.fonte = 'tesouro_gerencial'
    where t.contrato_id is null
)

select
    chave_linha,
    orgao_chave,
    contrato_id,
    competencia,
    coalesce({{ data_formatada('competencia', 'MM/YYYY') }}, 'Sem competência informada') as mes_rotulo,
    numero,
    contrato,
    categoria,
    modalidade,
    ug_codigo,
    fornecedor_nome,
    situacao_vigencia,
    situacao_rotulo,
    faixa_vencimento,
    valor_cronograma,
    valor_faturado,
    valor_faturado_pago,
    valor_faturado_apropriado,
    valor_faturado_pendente,
    valor_faturado_nao_classificado,
    cast(sum(valor_cronograma) over (partition by orgao_chave, contrato_id order by competencia nulls last) as numeric(18, 2)) as valor_cronograma_acumulado,
    cast(sum(valor_faturado) over (partition by orgao_chave, contrato_id order by competencia nulls last) as numeric(18, 2)) as valor_faturado_acumulado,
    cast(sum(valor_cronograma - valor_faturado) over (partition by orgao_chave, contrato_id order by competencia nulls last) as numeric(18, 2)) as valor_saldo_contratual_acumulado,
    {%- for medida in do_tesouro %}
    valor_tesouro_{{ medida }},
    {%- endfor %}
    cast(sum(valor_tesouro_empenhado) over (partition by orgao_chave, contrato_id order by competencia nulls last) as numeric(18, 2)) as valor_tesouro_empenhado_acumulado,
    cast(sum(valor_tesouro_pago + valor_tesouro_rp_pago) over (partition by orgao_chave, contrato_id order by competencia nulls last) as numeric(18, 2)) as valor_tesouro_pago_acumulado,
    data_referencia,
    dado_ate,
    atualizado_em
from linhas
