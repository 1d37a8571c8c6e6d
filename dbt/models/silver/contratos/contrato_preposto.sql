-- Representatives of the supplier; their phones and e-mails are dropped. Their ids are of another list than those of
-- fiscais and gestores, so the two do not share a table.
select
    p.id as preposto_id,
    p.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(nome_apos_mascara('p.usuario')) }} as pessoa_nome,
    {{ cpf_miolo('p.usuario') }} as cpf_miolo,
    'Preposto' as funcao,
    {{ texto('p.doc_formalizacao') }} as portaria,
    {{ data_iso('p.data_inicio') }} as data_inicio,
    {{ data_iso('p.data_fim') }} as data_fim,
    initcap({{ texto('p.situacao') }}) as situacao,
    {{ colunas_tecnicas('p') }},
    {{ erros_conversao([
        ('data_inicio', 'p.data_inicio', data_iso('p.data_inicio')),
        ('data_fim', 'p.data_fim', data_iso('p.data_fim')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'prepostos') }} as p
left join {{ ref('contrato_lista') }} as c on p.contrato_id = c.contrato_id
