{{ config(indexes=[
    {'columns': ['parte_chave'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'exercicio', 'vinculo']}, {'columns': ['ne']},
]) }}
-- Line by line, for who checks a figure; dashboards read empenhos_resumo.
select
    e.parte_chave,
    e.linha_id,
    e.orgao_chave,
    cast(e.exercicio as integer) as exercicio,
    e.competencia,
    e.data_lancamento,
    e.tipo_linha,
    e.ne,
    e.ug_codigo,
    u.ug_nome,
    e.contrato_id,
    coalesce(c.numero, 'Sem contrato identificado') as contrato_numero,
    coalesce(c.contrato, 'Sem contrato identificado') as contrato,
    c.modalidade,
    c.situacao_rotulo,
    c.faixa_vencimento,
    c.categoria,
    f.tipo as fornecedor_tipo,
    f.nome as fornecedor_nome,
    f.documento_exibicao as fornecedor_documento,
    e.natureza_codigo,
    n.natureza as natureza_rotulo,
    n.elemento_codigo,
    {{ natureza_contratavel('e.natureza_codigo') }} as eh_contratavel,
    e.vinculo,
    {{ rotulo_do_vinculo('e.vinculo') }} as vinculo_rotulo,
    e.regra_codigo,
    e.confianca,
    b.evidencia,
    b.qtd_candidatos,
    e.fator_rateio,
    b.metodo_rateio,
    {{ motivo_sem_contrato('e') }} as motivo_sem_contrato,
    e.valor_empenhado,
    e.valor_liquidado,
    e.valor_pago,
    e.valor_rp_inscrito,
    e.valor_rp_pago,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from {{ ref('execucao_contrato') }} as e
left join {{ ref('contrato_empenho') }} as b on e.ne = b.ne and e.contrato_id is not distinct from b.contrato_id
left join {{ ref('contratos_resumo') }} as c on e.contrato_id = c.contrato_id
left join {{ ref('unidade_gestora') }} as u on e.ug_codigo = u.ug_codigo
left join {{ ref('fornecedor') }} as f on e.fornecedor_chave = f.fornecedor_chave
left join {{ ref('natureza_despesa') }} as n on e.natureza_codigo = n.natureza_codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
