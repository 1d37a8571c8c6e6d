-- The newest reading of each note of SIAFI, by its number; a note that was corrected is read again.
with notas as (
    select
        s.*,
        {{ documento_siafi("s.ano || 'NC' || s.numero", 's.ug', "lpad(" ~ aparado('s.gestao') ~ ", 5, '0')") }} as nc
    from {{ source('siafi', 'notas_credito') }} as s
),

ordenadas as (
    select *, row_number() over (partition by nc order by (_deleted_at is not null), _ingested_at desc) as preferencia
    from notas
    where nc is not null
)

select
    o.nc,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    coalesce({{ data_iso('o.data_emissao') }}, {{ data_br('o.data_emissao') }}) as data_emissao,
    {{ texto('o.ug_favorecida') }} as ug_favorecida,
    lpad({{ texto('o.gestao_favorecida') }}, 5, '0') as gestao_favorecida,
    {{ sem_cpf(texto('o.observacao')) }} as observacao,
    {{ colunas_tecnicas('o', 'siafi') }},
    {{ lista_vazia() }} as _erros_conversao
from ordenadas as o
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on o.ug = orgao_ug.ug_codigo
where o.preferencia = 1
