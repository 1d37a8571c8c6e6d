{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'sem_fiscal']}])
) }}
-- People in force of contracts in force; a contract without anyone has one row without a name, so that it shows.
with designados as (
    select
        p.*
    from {{ ref('contrato_responsavel') }} as p
    cross join {{ ref('data_referencia') }} as d
    where d.fonte = 'compras_gov' and p._deleted_at is null and p.situacao = 'Ativo'
        and (p.data_inicio is null or p.data_inicio <= d.data_referencia)
        and (p.data_fim is null or p.data_fim >= d.data_referencia)
)

select
    r.contrato_id || '/' || coalesce(cast(p.responsavel_id as {{ tipo('text') }}), 'ninguem') as chave_linha,
    r.orgao_chave,
    r.contrato_id,
    r.numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.ug_codigo,
    r.fornecedor_nome,
    r.valor_global,
    r.situacao_rotulo,
    r.faixa_vencimento,
    r.vigencia_fim,
    p.responsavel_id,
    p.pessoa_nome,
    p.funcao,
    p.portaria,
    p.data_inicio,
    p.data_fim,
    not coalesce({{ algum(comeca_com('p.funcao', 'Fiscal')) }} over (partition by r.contrato_id), false) as sem_fiscal,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from {{ ref('contratos_resumo') }} as r
left join designados as p on r.contrato_id = p.contrato_id
where r.vigente
