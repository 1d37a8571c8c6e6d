{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['fatura_id'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'estagio']}, {'columns': ['data_vencimento']}])
) }}
with meses as (
    select
        fatura_id,
        {{ lista_de_textos('coalesce(' ~ data_formatada('competencia', 'MM/YYYY') ~ ", 'sem competência')", ', ', 'competencia, ordem') }} as competencias,
        sum(valor_faturado) as valor_faturado
    from {{ ref('fatura_rateio') }}
    group by fatura_id
),

atrasos as (
    select
        f.*,
        s.data_referencia,
        s.dado_ate,
        s.atualizado_em,
        coalesce(
            not f.cancelada and f._deleted_at is null and f.estagio not in ('apropriada', 'paga')
            and f.data_vencimento < s.data_referencia,
            false
        ) as em_atraso
    from {{ ref('fatura') }} as f
    inner join {{ ref('contrato_situacao') }} as s on f.contrato_id = s.contrato_id
)

select
    f.orgao_chave,
    f.fatura_id,
    f.contrato_id,
    r.numero as contrato_numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.situacao_rotulo,
    r.faixa_vencimento,
    r.ug_codigo,
    r.fornecedor_nome,
    r.fornecedor_documento,
    r.receita_despesa,
    f.numero as fatura_numero,
    f.documento_habil,
    f.tipo_lista,
    f.tipo_instrumento_cobranca,
    m.competencias,
    f.situacao_fonte,
    f.estagio,
    {{ rotulo_do_estagio('f.estagio') }} as estagio_rotulo,
    f.cancelada,
    f.data_emissao,
    f.data_protocolo,
    f.data_ateste,
    f.data_vencimento,
    f.data_prazo,
    f.data_liquidacao,
    f.valor,
    f.valor_juros,
    f.valor_multa,
    f.valor_glosa,
    f.valor_liquido,
    cast(m.valor_faturado as numeric(18, 2)) as valor_faturado,
    f.em_atraso,
    cast(case when f.em_atraso then f.data_referencia - f.data_vencimento end as integer) as dias_atraso,
    cast(case when f.data_liquidacao >= f.data_ateste then f.data_liquidacao - f.data_ateste end as integer)
        as prazo_liquidacao_dias,
    coalesce(f.data_liquidacao < f.data_ateste, false) as prazo_negativo,
    f._deleted_at is not null as registro_removido,
    f.data_referencia,
    f.dado_ate,
    f.atualizado_em
from atrasos as f
left join {{ ref('contratos_resumo') }} as r on f.contrato_id = r.contrato_id
left join meses as m on f.fatura_id = m.fatura_id
