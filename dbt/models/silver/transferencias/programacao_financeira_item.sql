select
    i.id_item_trf,
    i.id_programacao,
    f.id_plano_acao,
    coalesce(f.orgao_chave, 'nao_identificado') as orgao_chave,
    cast(row_number() over (partition by i.id_programacao order by i.id_item_trf) as integer) as ordem,
    cast(i.cd_vinculacao_trf as {{ tipo('text') }}) as vinculacao,
    {{ codigo_sentinela('i.cd_fonte_recurso_trf') }} as fonte_codigo,
    {{ codigo_sentinela('i.cd_categoria_gasto_trf') }} as categoria_gasto,
    {{ texto('i.cd_situacao_contabil_trf') }} as situacao_contabil,
    cast(i.vl_valor_trf as numeric(18, 2)) as valor,
    {{ colunas_tecnicas('i', 'transferegov_ted') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ source('transferegov_ted', 'programacoes_financeiras_trf') }} as i
left join {{ ref('programacao_financeira') }} as f on i.id_programacao = f.id_programacao
