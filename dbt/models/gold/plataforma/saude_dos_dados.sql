{{ config(materialized='view') }}
-- A view, because delay is measured against the clock: a platform that stopped must show itself late.
with execucoes as (
    select
        *,
        row_number() over (partition by fonte, recurso order by iniciada_em desc) as posicao,
        {{ filtrado('count(*)', "desfecho in ('sucesso', 'sucesso_vazio')") }} over (
            partition by fonte, recurso order by iniciada_em desc
        ) as sucessos_depois
    from {{ ref('execucao_carga') }}
    where tipo = 'ingest'
),

boas as (
    select
        fonte,
        recurso,
        max(terminada_em) as ultimo_sucesso_em
    from execucoes
    where desfecho in ('sucesso', 'sucesso_vazio')
    group by fonte, recurso
),

medianas as (
    select
        fonte,
        recurso,
        percentile_cont(0.5) within group (order by {{ em_numero('qtd_recebidas') }}) as mediana
    from (
        select
            *,
            row_number() over (partition by fonte, recurso order by iniciada_em desc) as n
        from execucoes
        where desfecho in ('sucesso', 'sucesso_vazio')
    ) as ultimas
    where n <= 28
    group by fonte, recurso
),

historico as (
    select
        fonte,
        recurso,
        {{ filtrado("avg(case when desfecho in ('sucesso', 'sucesso_vazio') then 1 else 0 end)", "iniciada_em > " ~ desloca(agora(), -30, 'day')) }} as taxa,
        {{ filtrado('count(*)', 'sucessos_depois = 0') }} as falhas
    from execucoes
    group by fonte, recurso
),

medidas as (
    select
        e.*,
        b.ultimo_sucesso_em,
        m.mediana,
        n.data_mais_recente,
        q.erros_conversao,
        q.testes_falhos,
        q.testes_alerta,
        q.produtos_afetados,
        h.taxa,
        h.falhas,
        coalesce(k.cadencia_horas, padrao.cadencia_horas) as cadencia_horas,
        {{ horas_entre(agora(), 'b.ultimo_sucesso_em') }} as atraso
    from execucoes as e
    inner join historico as h on e.fonte = h.fonte and e.recurso = h.recurso
    left join boas as b on e.fonte = b.fonte and e.recurso = b.recurso
    left join medianas as m on e.fonte = m.fonte and e.recurso = m.recurso
    left join {{ ref('cadencia') }} as k on e.fonte = k.fonte and e.recurso = k.recurso
    left join {{ ref('cadencia') }} as padrao on e.fonte = padrao.fonte and padrao.recurso = '*'
    left join {{ ref('dado_mais_recente') }} as n on e.fonte = n.fonte and e.recurso = n.recurso
    left join {{ ref('recurso_qualidade') }} as q on e.fonte = q.fonte and e.recurso = q.recurso
    where e.posicao = 1
)

select
    'todos' as orgao_chave,
    fonte,
    recurso,
    cast(cadencia_horas as integer) as cadencia_horas,
    iniciada_em as ultima_execucao_em,
    desfecho as ultimo_desfecho,
    ultimo_sucesso_em,
    {{ dia_de('ultimo_sucesso_em') }} as dado_ate,
    cast(atraso as numeric(12, 2)) as atraso_horas,
    {{ dias_entre(dia_de(agora()), 'data_mais_recente') }} as atraso_dado_dias,
    case
        when ultimo_sucesso_em is null then 'sem_dado'
        when atraso <= cadencia_horas * {{ parametro('frescor_atencao') }} then 'em_dia'
        when atraso <= cadencia_horas * {{ parametro('frescor_atrasado') }} then 'atencao'
        else 'atrasado'
    end as situacao_frescor,
    qtd_recebidas,
    qtd_novas,
    qtd_alteradas,
    qtd_iguais,
    qtd_removidas,
    qtd_rejeitadas,
    {{ fracao('qtd_recebidas', em_numero('mediana')) }} as pct_volume_mediana,
    {{ fracao(em_numero('qtd_recebidas'), 'qtd_anunciadas') }} as pct_completude,
    cast(taxa as numeric(12, 6)) as taxa_sucesso_30d,
    cast(falhas as integer) as falhas_consecutivas,
    cast(duracao_s as numeric(12, 3)) as duracao_s,
    erros_conversao,
    testes_falhos,
    testes_alerta,
    produtos_afetados,
    {{ sem_cpf('mensagem') }} as mensagem,
    {{ dia_de(agora()) }} as data_referencia,
    {{ agora() }} as atualizado_em
from medidas
