{{ config(
    indexes=por_filtro(['exercicio'], [{'columns': ['orgao_chave', 'competencia'], 'unique': true}])
) }}
-- Execution so far against the calendar: what would be settled by the end of each month if the year went by evenly (in the
-- month of the reference date, by that day), and what was. Months to come have the pace only.
with execucao as (
    select
        orgao_chave,
        competencia,
        sum(valor_empenhado_acumulado) as empenhado,
        sum(valor_liquidado_acumulado) as liquidado,
        sum(valor_pago_acumulado) as pago
    from {{ ref('orcamento_execucao_mensal') }}
    group by orgao_chave, competencia
),

meses as (
    select
        a.orgao_chave,
        k.competencia,
        a.ano,
        a.valor_dotacao_atualizada,
        case
            when k.competencia = cast({{ mes_de('a.data_referencia') }} as date) then a.data_referencia
            else cast({{ fim_do_mes('k.competencia') }} as date)
        end as ate,
        a.data_referencia,
        a.dado_ate,
        a.atualizado_em
    from {{ ref('orcamento_resumo_anual') }} as a
    inner join (select distinct exercicio, competencia from {{ ref('calendario') }}) as k on a.ano = k.exercicio
    where a.valor_dotacao_atualizada is not null
)

select
    m.orgao_chave,
    m.competencia,
    {{ data_formatada('m.competencia', 'MM/YYYY') }} as mes_rotulo,
    m.ano as exercicio,
    m.valor_dotacao_atualizada,
    cast(m.valor_dotacao_atualizada * {{ fracao_do_ano('m.ate') }} as numeric(18, 2)) as valor_ritmo_linear,
    cast({{ fracao_do_ano('m.ate') }} as numeric(12, 6)) as pct_ano_decorrido,
    cast(e.empenhado as numeric(18, 2)) as valor_empenhado_acumulado,
    cast(e.liquidado as numeric(18, 2)) as valor_liquidado_acumulado,
    cast(e.pago as numeric(18, 2)) as valor_pago_acumulado,
    {{ fracao('e.liquidado', 'm.valor_dotacao_atualizada') }} as pct_executado,
    cast(b.liquidado as numeric(18, 2)) as valor_liquidado_acumulado_ano_anterior,
    m.data_referencia,
    m.dado_ate,
    m.atualizado_em
from meses as m
left join execucao as e on m.orgao_chave = e.orgao_chave and m.competencia = e.competencia
left join execucao as b on m.orgao_chave = b.orgao_chave and b.competencia = cast({{ desloca('m.competencia', -1, 'year') }} as date)
