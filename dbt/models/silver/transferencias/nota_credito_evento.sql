select
    e.id_evento_nota,
    e.id_nota,
    n.id_plano_acao,
    coalesce(n.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(row_number() over (partition by e.id_nota order by e.id_evento_nota) as integer) as ordem,
    {{ texto('e.cd_evento') }} as evento_codigo,
    coalesce(v.classe, 'nao_mapeado') as classe,
    cast(e.vl_evento as numeric(18, 2)) as valor,
    {{ valor_da_classe('e.vl_evento', 'v.sinal') }} as valor_assinado,
    {{ codigo_sentinela('e.cd_ptres_evento') }} as ptres,
    {{ codigo_sentinela('e.cd_fonte_recurso_evento') }} as fonte_codigo,
    {{ codigo_sentinela('e.cd_plano_interno_evento') }} as plano_interno,
    {{ natureza_codigo('e.natureza_despesa_evento_codigo_natureza') }} as natureza_codigo,
    {{ texto('e.natureza_despesa_evento_descricao_natureza') }} as natureza,
    {{ codigo_sentinela('e.cd_ug_responsavel_evento') }} as ug_responsavel,
    {{ texto('e.esfera_orcamentaria_evento_nome_esfera_orcamentaria') }} as esfera,
    {{ texto('e.ptres_unidade_orcamentaria') }} as unidade_orcamentaria,
    {{ texto('e.ptres_programa_trabalho') }} as programa_trabalho,
    {{ texto('e.ptres_codigo_autor_emenda') }} as emenda_autor_codigo,
    {{ texto('e.ptres_tipo_emenda') }} as emenda_tipo,
    {{ colunas_tecnicas('e', 'transferegov_ted') }},
    {{ erros_conversao([
        ('natureza_codigo', 'e.natureza_despesa_evento_codigo_natureza', natureza_codigo('e.natureza_despesa_evento_codigo_natureza')),
    ]) }} as _erros_conversao
from {{ source('transferegov_ted', 'eventos') }} as e
left join {{ ref('nota_credito') }} as n on e.id_nota = n.id_nota
left join {{ ref('evento_nc') }} as v on {{ texto('e.cd_evento') }} = v.evento
