-- One row per note as (UG, gestão, year, number); the newest version wins, current before removed.
with notas as (
    select
        e.*,
        {{ documento_siafi('e.numero', 'e.unidade_gestora', 'e.gestao') }} as ne,
        {{ documento_curto('e.numero') }} as ne_curta,
        row_number() over (
            partition by e.unidade_gestora, e.gestao, e.numero
            order by (e._deleted_at is not null), e._ingested_at desc, e.contrato_id, e.id
        ) as preferencia
    from {{ source('compras_gov', 'empenhos') }} as e
)

select
    n.ne,
    n.ne_curta,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    n.unidade_gestora as ug_codigo,
    n.gestao as gestao_codigo,
    cast(substr(n.ne_curta, 1, 4) as integer) as ano,
    substr(n.ne_curta, 7) as numero,
    {{ fornecedor_chave('n.credor_obj_tipo', 'n.credor_obj_cnpj_cpf_idgener_mascara', 'n.credor_obj_cnpj_cpf_idgener_pseudonimo') }}
        as fornecedor_chave,
    {{ data_iso('n.data_emissao') }} as data_emissao,
    {{ codigo_de('n.naturezadespesa') }} as natureza_codigo,
    {{ texto('n.programa_trabalho') }} as ptres,
    {{ texto('n.fonte_recurso') }} as fonte_codigo,
    {{ codigo_de('n.planointerno') }} as plano_interno,
    substring(n.informacao_complementar from '^\d{17}') as compra_id17,
    array['compras_gov'] as fontes,
    {{ colunas_tecnicas('n') }},
    {{ erros_conversao([('data_emissao', 'n.data_emissao', data_iso('n.data_emissao'))]) }} as _erros_conversao
from notas as n
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on n.unidade_gestora = orgao_ug.ug_codigo
where n.preferencia = 1
