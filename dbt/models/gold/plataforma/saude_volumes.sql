-- DAD05 compares a day with the good loads before it, so that an explosion does not move its own median.
with dias as (
    select
        fonte,
        recurso,
        dia,
        count(*) as qtd_execucoes,
        sum(qtd_anunciadas) as qtd_anunciadas,
        sum(qtd_recebidas) filter (where qtd_anunciadas is not null) as recebidas_anunciadas,
        sum(qtd_recebidas) as qtd_recebidas,
        sum(qtd_novas) as qtd_novas,
        sum(qtd_alteradas) as qtd_alteradas,
        sum(qtd_iguais) as qtd_iguais,
        sum(qtd_removidas) as qtd_removidas,
        sum(qtd_rejeitadas) as qtd_rejeitadas,
        max(iniciada_em) as ultima_em,
        count(*) filter (where desfecho in ('sucesso', 'sucesso_vazio')) as boas,
        max(qtd_recebidas) filter (where desfecho in ('sucesso', 'sucesso_vazio')) as maior_boa
    from {{ ref('execucao_carga') }}
    where tipo = 'ingest'
    group by fonte, recurso, dia
),

medianas as (
    select
        d.fonte,
        d.recurso,
        d.dia,
        cast(percentile_cont(0.5) within group (order by a.qtd_recebidas) as numeric(18, 1)) as mediana_recebidas
    from dias as d
    cross join lateral (
        select e.qtd_recebidas
        from {{ ref('execucao_carga') }} as e
        where e.fonte = d.fonte and e.recurso = d.recurso and e.tipo = 'ingest'
            and e.desfecho in ('sucesso', 'sucesso_vazio') and e.dia < d.dia
        order by e.iniciada_em desc
        limit 28
    ) as a
    group by d.fonte, d.recurso, d.dia
)

select
    'todos' as orgao_chave,
    d.fonte,
    d.recurso,
    d.dia,
    d.qtd_execucoes,
    d.qtd_anunciadas,
    d.qtd_recebidas,
    d.qtd_novas,
    d.qtd_alteradas,
    d.qtd_iguais,
    d.qtd_removidas,
    d.qtd_rejeitadas,
    m.mediana_recebidas,
    {{ fracao('d.maior_boa', 'm.mediana_recebidas') }} as pct_volume_mediana,
    {{ fracao('d.recebidas_anunciadas', 'd.qtd_anunciadas') }} as pct_completude,
    coalesce(
        d.boas > 0 and m.mediana_recebidas > 0
        and d.maior_boa / m.mediana_recebidas not between {{ parametro('volume_minimo') }} and {{ parametro('volume_maximo') }},
        false
    ) as volume_anormal
from dias as d
left join medianas as m on d.fonte = m.fonte and d.recurso = m.recurso and d.dia = m.dia
