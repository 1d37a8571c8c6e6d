-- Active and inactive are two calls of the source: a contract may be in both for a moment, or leave one for the
-- other. Current rows come before removed ones, and the inactive list wins.
with listas as (
    select *, 'ativos' as lista_origem from {{ source('compras_gov', 'contratos') }}
    union all
    select *, 'inativos' as lista_origem from {{ source('compras_gov', 'contratos_inativos') }}
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by id order by (_deleted_at is not null), lista_origem desc
        ) as preferencia
    from listas
)

select
    c.id as contrato_id,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    c.lista_origem,
    c.receita_despesa,
    c.numero,
    c.orgao_origem_codigo,
    c.orgao_origem_nome,
    c.ug_origem_codigo,
    c.ug_origem_nome,
    c.orgao_codigo,
    c.orgao_nome,
    c.ug_codigo,
    c.ug_nome_resumido,
    c.ug_nome,
    c.ug_sisg,
    c.ug_utiliza_siafi,
    c.fornecedor_tipo,
    c.fornecedor_cnpj_cpf_idgener_mascara,
    c.fornecedor_cnpj_cpf_idgener_pseudonimo,
    {{ sem_cpf('c.fornecedor_nome') }} as fornecedor_nome,
    c.codigo_tipo,
    c.tipo,
    c.subtipo,
    c.prorrogavel,
    c.situacao,
    c.justificativa_inativo,
    c.categoria,
    c.subcategoria,
    c.processo,
    c.objeto,
    c.informacao_complementar,
    c.amparo_legal,
    c.codigo_modalidade,
    c.modalidade,
    c.unidade_compra,
    c.licitacao_numero,
    c.data_assinatura,
    c.data_publicacao,
    c.data_proposta_comercial,
    c.vigencia_inicio,
    c.vigencia_fim,
    c.valor_inicial,
    c.valor_global,
    c.num_parcelas,
    c.valor_parcela,
    c.valor_acumulado,
    {{ colunas_tecnicas('c') }},
    c._first_seen_at
from escolhidas as c
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on c.ug_codigo = orgao_ug.ug_codigo
where c.preferencia = 1
