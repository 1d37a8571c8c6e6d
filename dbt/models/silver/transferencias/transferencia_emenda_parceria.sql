-- The parliamentary amendments that pay a proposal.
select
    id_proposta,
    {{ lista_de_textos(texto('nr_emenda_proposta'), distinto=true) }} as emenda_numero,
    {{ lista_de_textos(texto('nm_parlamentar_proposta'), distinto=true) }} as emenda_autor,
    cast(sum(valor_emenda) as numeric(18, 2)) as valor_emendas
from {{ source('transferegov_parcerias', 'distribuicao_recurso_proposta') }}
where _deleted_at is null
group by id_proposta
