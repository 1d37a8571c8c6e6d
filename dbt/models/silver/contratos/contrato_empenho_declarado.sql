-- No amounts here: the same note is declared by several contracts, its balance lives in empenho_saldo_compras.
select
    e.contrato_id,
    e.id as empenho_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ documento_siafi('e.numero', 'e.unidade_gestora', 'e.gestao') }} as ne,
    {{ documento_curto('e.numero') }} as ne_curta,
    e.unidade_gestora as ug_codigo,
    {{ colunas_tecnicas('e') }},
    {{ erros_conversao([('ne_curta', 'e.numero', documento_curto('e.numero'))]) }} as _erros_conversao
from {{ source('compras_gov', 'empenhos') }} as e
left join {{ ref('contrato_lista') }} as c on e.contrato_id = c.contrato_id
