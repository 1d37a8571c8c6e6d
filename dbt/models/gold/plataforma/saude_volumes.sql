-- DAD05 compares a day with the good loads before it, so that an explosion does not move its own median.
with dias as (
    select
        fonte,
        recurso,
        dia,
        count(*) as qtd_execucoes,
        cast(sum(qtd_anunciadas) as bigint) as qtd_anunciadas,
        cast({{ filtrado('sum(qtd_recebidas)', 'qtd_anunciadas is not null') }} as bigint) as recebidas_anunciadas,
        cast(sum(qtd_recebidas) as bigint) as qtd_recebidas,
        cast(sum(qtd_novas) as bigint) as qtd_novas,
        cast(sum(qtd_alteradas) as bigint) as qtd_alteradas,
        cast(sum(qtd_iguais) as bigint) as qtd_iguais,
        cast(sum(qtd_removidas) as bigint) as qtd_removidas,
        cast(sum(qtd_rejeitadas) as bigint) as qtd_rejeitadas,
        max(iniciada_em) as ultima_em,
        {{ filtrado('count(*)', "desfecho in ('sucesso', 'sucesso_vazio')") }} as boas,
        {{ filtrado('max(qtd_recebidas)', "desfecho in ('sucesso', 'sucesso_vazio')") }} as maior_boa
    from {{ ref('execucao_carga') }}
    where tipo = 'ingest'
    group by fonte, recurso, dia
),

anteriores as (
    select
        d.fonte,
        d.recurso,
        d.dia,
        e.qtd_recebidas,
        row_number() over (partition by d.fonte, d.recurso, d.dia order by e.iniciada_em desc) as n
    from dias as d
    inner join {{ ref('execucao_carga') }} as e
        on d.fonte = e.fonte and d.recurso = e.recurso and e.tipo = 'ingest'
            and e.desfecho in ('sucesso', 'sucesso_vazio') and d.dia > e.dia
),

medianas as (
    select
        fonte,
        recurso,
        dia,
        cast(percentile_cont(0.5) within group (order by {{ em_numero('qtd_recebidas') }}) as numeric(18, 1)) as mediana_recebidas
    from anteriores
    where n <= 28
    group by fonte, recurso, dia
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
    {{ fracao(em_numero('d.recebidas_anunciadas'), 'd.qtd_anunciadas') }} as pct_completude,
    coalesce(
        d.boas > 0 and m.mediana_recebidas > 0
        and d.maior_boa / m.mediana_recebidas not between {{ parametro('volume_minimo') }} and {{ parametro('volume_maximo') }},
        false
    ) as volume_anormal
from dias as d
left join medianas as m on d.fonte = m.fonte and d.recurso = m.recurso and d.dia = m.dia
