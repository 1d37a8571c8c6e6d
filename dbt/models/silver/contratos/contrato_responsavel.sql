select
    r.id as responsavel_id,
    r.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(nome_apos_mascara('r.usuario')) }} as pessoa_nome,
    {{ cpf_miolo('r.usuario') }} as cpf_miolo,
    {{ texto('r.funcao_id') }} as funcao,
    {{ texto('r.portaria') }} as portaria,
    {{ data_iso('r.data_inicio') }} as data_inicio,
    {{ data_iso('r.data_fim') }} as data_fim,
    initcap({{ texto('r.situacao') }}) as situacao,
    {{ colunas_tecnicas('r') }},
    {{ erros_conversao([
        ('data_inicio', 'r.data_inicio', data_iso('r.data_inicio')),
        ('data_fim', 'r.data_fim', data_iso('r.data_fim')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'responsaveis') }} as r
left join {{ ref('contrato_lista') }} as c on r.contrato_id = c.contrato_id
