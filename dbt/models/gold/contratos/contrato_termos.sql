{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'orgao_chave', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['termo_id'], 'unique': true}, {'columns': ['contrato_id']}])
) }}
-- The life of a contract: the instrument itself, amendments, adjustments and rescission, each with what it changed. What a
-- term does is what it says or, where it says nothing, what its dates and amounts show beside the term before.
with termos as (
    select
        *,
        lag(vigencia_fim) over (partition by contrato_id order by ordem) as vigencia_fim_anterior
    from {{ ref('contrato_termo') }}
    where _deleted_at is null
)

select
    t.termo_id,
    r.orgao_chave,
    t.contrato_id,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.ug_codigo,
    r.fornecedor_nome,
    r.situacao_rotulo,
    r.faixa_vencimento,
    cast(t.ordem as integer) as ordem,
    coalesce(t.tipo, 'Não informado') as termo_tipo,
    t.numero as termo_numero,
    case
        when t.tipo_codigo = '20' then 'Rescisão'
        when t.tipo_codigo not in ('55', '60') then 'Instrumento'
        when (t.altera_prazo or t.vigencia_fim is distinct from t.vigencia_fim_anterior) and (t.altera_valor or t.novo_valor_global is not null) then 'Prazo e valor'
        when (t.altera_prazo or t.vigencia_fim is distinct from t.vigencia_fim_anterior) then 'Prazo'
        when (t.altera_valor or t.novo_valor_global is not null) then 'Valor'
        else 'Outro'
    end as termo_efeito,
    t.data_assinatura,
    t.data_publicacao,
    t.vigencia_inicio,
    t.vigencia_fim,
    t.valor_global as valor_global_termo,
    t.novo_valor_global,
    t.novo_valor_parcela,
    t.novo_num_parcelas,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from termos as t
inner join {{ ref('contratos_resumo') }} as r on t.contrato_id = r.contrato_id
