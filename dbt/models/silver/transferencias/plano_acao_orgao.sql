-- A plan between two bodies that are both served belongs to both, each in its role.
with partes as (
    select id_plano_acao, orgao_recebedor as orgao_chave, papel_orgao
    from {{ ref('plano_acao') }}
    where orgao_recebedor is not null
    union all
    select id_plano_acao, orgao_descentralizador as orgao_chave, 'descentralizador' as papel_orgao
    from {{ ref('plano_acao') }}
    where orgao_descentralizador is not null and orgao_descentralizador is distinct from orgao_recebedor
    union all
    select id_plano_acao, orgao_chave, papel_orgao
    from {{ ref('plano_acao') }}
    where orgao_recebedor is null and orgao_descentralizador is null
)

select
    partes.orgao_chave,
    partes.id_plano_acao,
    partes.papel_orgao,
    {{ colunas_tecnicas('a', 'transferegov_ted') }},
    {{ lista_vazia() }} as _erros_conversao
from partes
inner join {{ ref('plano_acao') }} as a on partes.id_plano_acao = a.id_plano_acao
