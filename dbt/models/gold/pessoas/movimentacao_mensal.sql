{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- Complete months. Who was active at the end of a month is told by the dates of the bonds: a retired person was active before.
with referencia as (
    select data_referencia, dado_ate, atualizado_em from {{ ref('data_referencia') }} where fonte = 'siape'
),

vinculos as (
    select
        *,
        coalesce(data_exclusao, data_saida_observada) as data_saida
    from {{ ref('vinculo') }}
),

meses as (
    select
        o.orgao_chave,
        c.competencia,
        cast({{ desloca('c.competencia', 1, 'month') }} as date) as mes_seguinte,
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em
    from referencia as r
    inner join (select distinct competencia from {{ ref('calendario') }}) as c
        on c.competencia >= {{ desloca(mes_de('r.data_referencia'), -72, 'month') }}
            and c.competencia < {{ mes_de('r.data_referencia') }}
    cross join (select distinct orgao_chave from vinculos) as o
),

contados as (
    select
        m.*,
        {{ filtrado('count(v.matricula_siape)', mes_de('v.data_ingresso_orgao') ~ ' = m.competencia') }} as ingressos,
        {{ filtrado('count(v.matricula_siape)', mes_de('v.data_saida') ~ ' = m.competencia') }} as desligamentos,
        {{ filtrado('count(distinct v.pessoa_id)', 'v.data_ingresso_orgao < m.mes_seguinte and (v.data_saida is null or v.data_saida >= m.mes_seguinte) and (v.compoe_forca_trabalho or v.data_aposentadoria >= m.mes_seguinte)') }} as ativos_no_fim
    from meses as m
    left join vinculos as v on m.orgao_chave = v.orgao_chave
    group by m.orgao_chave, m.competencia, m.mes_seguinte, m.data_referencia, m.dado_ate, m.atualizado_em
),

acumulados as (
    select
        *,
        sum(ingressos) over (partition by orgao_chave order by competencia rows between 11 preceding and current row) as ingressos_12m,
        sum(desligamentos) over (partition by orgao_chave order by competencia rows between 11 preceding and current row) as desligamentos_12m,
        lag(ativos_no_fim, 12) over (partition by orgao_chave order by competencia) as ativos_antes
    from contados
)

select
    a.orgao_chave,
    a.competencia,
    t.tipo,
    cast(t.quantidade as integer) as quantidade,
    cast(t.acumulado as integer) as acumulado_12m,
    cast(a.ativos_antes as integer) as ativos_inicio_12m,
    cast(a.ativos_no_fim as integer) as ativos_fim,
    {{ fracao('(a.ingressos_12m + a.desligamentos_12m) / 2', '((a.ativos_antes + a.ativos_no_fim) / 2.0)') }} as pct_rotatividade_12m,
    a.data_referencia,
    a.dado_ate,
    a.atualizado_em
from acumulados as a
cross join {{ linhas_de('t', ['tipo', 'quantidade', 'acumulado'], [
    ["'ingresso'", 'a.ingressos', 'a.ingressos_12m'], ["'desligamento'", 'a.desligamentos', 'a.desligamentos_12m']
]) }}
where a.competencia >= {{ desloca(mes_de('a.data_referencia'), -60, 'month') }}
