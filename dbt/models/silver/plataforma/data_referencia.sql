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
    cast(max(terminada_em) at time zone '{{ var("fuso_horario") }}' as date) as data_referencia,
    cast(min(terminada_em) at time zone '{{ var("fuso_horario") }}' as date) as dado_ate,
    max(terminada_em) as atualizado_em
from ultima_boa
group by fonte
