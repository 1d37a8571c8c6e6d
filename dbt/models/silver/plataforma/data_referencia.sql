-- The date that every indicator takes for "today": that of the last complete load of every resource of a
-- source, never the clock of the query.
with ultima_boa as (
    select
        fonte,
        recurso,
        max(terminada_em) as terminada_em
    from {{ ref('execucao_carga') }}
    where desfecho in ('sucesso', 'sucesso_vazio') and tipo = 'ingest'
    group by fonte, recurso
)

select
    fonte,
    {{ dia_de('max(terminada_em)') }} as data_referencia,
    {{ dia_de('min(terminada_em)') }} as dado_ate,
    max(terminada_em) as atualizado_em
from ultima_boa
group by fonte
