{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'fornecedor_nome', 'modalidade', 'situacao_rotulo'], [{'columns': ['contrato_id'], 'unique': true}, {'columns': ['orgao_chave', 'ug_codigo']}, {'columns': ['faixa_vencimento']}])
) }}
with fiscais as (
    select
        p.contrato_id,
        {{ lista_de_textos('p.pessoa_nome', '; ', 'p.pessoa_nome', distinto=true) }} as fiscal_responsavel
    from {{ ref('contratos_responsaveis') }} as p
    where {{ comeca_com('p.funcao', 'Fiscal') }}
    group by p.contrato_id
),

andamento as (
    select distinct t.contrato_id
    from {{ ref('contrato_termo') }} as t
    cross join {{ ref('data_referencia') }} as d
    where d.fonte = 'compras_gov' and t._deleted_at is null and t.tipo_codigo = '55'
        and (t.data_publicacao is null or t.data_publicacao > d.data_referencia)
)

select
    r.orgao_chave,
    r.contrato_id,
    r.numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.ug_codigo,
    r.ug_nome,
    r.fornecedor_nome,
    r.fornecedor_documento,
    r.objeto,
    r.situacao_vigencia,
    r.situacao_rotulo,
    r.vigencia_inicio,
    r.vigencia_fim,
    cast(case when not r.vigencia_indeterminada then {{ mes_de('r.vigencia_fim') }} end as date) as mes_fim,
    cast(case when not r.vigencia_indeterminada then r.vigencia_fim - r.data_referencia end as integer) as prazo_dias,
    coalesce(r.faixa_vencimento, 'Encerrado há até 180 dias') as faixa_vencimento,
    coalesce(r.dias_para_vencer between 0 and 30, false) as ate_30,
    coalesce(r.dias_para_vencer between 0 and 60, false) as ate_60,
    coalesce(r.dias_para_vencer between 0 and 90, false) as ate_90,
    coalesce(r.dias_para_vencer between 0 and 180, false) as ate_180,
    r.vigente,
    r.valor_global,
    r.valor_parcela,
    f.fiscal_responsavel,
    a.contrato_id is not null as tem_termo_em_andamento,
    r.pendente_de_baixa,
    r.motivos_baixa,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from {{ ref('contratos_resumo') }} as r
left join fiscais as f on r.contrato_id = f.contrato_id
left join andamento as a on r.contrato_id = a.contrato_id
where r.receita_despesa = 'D' and not r.registro_removido
    and (
        r.vigente
        or (r.situacao_vigencia = 'encerrado' and r.vigencia_fim >= r.data_referencia - 180)
    )
