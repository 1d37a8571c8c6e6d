{{ config(
    indexes=por_filtro(['codigo_plano_acao'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['id_plano_acao', 'competencia']}, {'columns': ['orgao_chave', 'competencia']}])
) }}
-- Complete calendar from the first to the last month of a plan's documents and schedule; what has no month closes the sequence.
with limites as (
    select orgao_chave, id_plano_acao, min(competencia) as primeira, max(competencia) as ultima
    from {{ ref('ted_mes') }}
    group by orgao_chave, id_plano_acao
),

calendario as (
    select
        l.orgao_chave,
        l.id_plano_acao,
        {{ mes_da_serie('meses', 'l.primeira') }} as competencia,
        cast(extract(year from {{ mes_da_serie('meses', 'l.primeira') }}) as integer) as exercicio
    from limites as l
    cross join {{ meses_entre('l.primeira', 'l.ultima', 'meses') }}
    union all
    select orgao_chave, id_plano_acao, competencia, exercicio
    from {{ ref('ted_mes') }}
    where competencia is null
)

select
    c.orgao_chave || '/' || coalesce(cast(c.id_plano_acao as {{ tipo('text') }}), 'sem_ted') || '/'
    || coalesce({{ data_formatada('c.competencia', 'YYYY-MM') }}, 'sem_competencia/' || coalesce(cast(c.exercicio as {{ tipo('text') }}), '')) as chave_linha,
    c.orgao_chave,
    c.id_plano_acao,
    coalesce(p.codigo_plano_acao, 'Sem TED identificado') as codigo_plano_acao,
    coalesce(s.tipo_fluxo, 'sem_ted') as tipo_fluxo,
    c.competencia,
    coalesce({{ data_formatada('c.competencia', 'MM/YYYY') }}, 'Sem competência informada') as mes_rotulo,
    c.exercicio,
    {%- for medida in [
        'credito_recebido', 'credito_devolvido', 'credito_anulado', 'credito_nao_mapeado', 'credito_sem_celula', 'financeiro_recebido',
        'financeiro_devolvido', 'financeiro_cancelado', 'financeiro_nao_mapeado', 'empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago',
        'empenhado_baixa', 'liquidado_baixa', 'pago_baixa', 'rp_inscrito_baixa', 'rp_pago_baixa', 'previsto'
    ] %}
    cast(coalesce(m.valor_{{ medida }}, 0) as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    cast(coalesce(m.valor_pago + m.valor_rp_pago, 0) as numeric(18, 2)) as valor_pago_total,
    cast(sum(coalesce(m.valor_credito_recebido - m.valor_credito_devolvido - m.valor_credito_anulado, 0)) over (partition by c.orgao_chave, c.id_plano_acao order by c.competencia nulls last, c.exercicio) as numeric(18, 2))
        as valor_destaque_acumulado,
    cast(
        sum(coalesce(m.valor_financeiro_recebido - m.valor_financeiro_devolvido - m.valor_financeiro_cancelado, 0)) over (partition by c.orgao_chave, c.id_plano_acao order by c.competencia nulls last, c.exercicio)
        as numeric(18, 2)
    ) as valor_financeiro_acumulado,
    cast(sum(coalesce(m.valor_empenhado, 0)) over (partition by c.orgao_chave, c.id_plano_acao order by c.competencia nulls last, c.exercicio) as numeric(18, 2)) as valor_empenhado_acumulado,
    cast(sum(coalesce(m.valor_pago + m.valor_rp_pago, 0)) over (partition by c.orgao_chave, c.id_plano_acao order by c.competencia nulls last, c.exercicio) as numeric(18, 2)) as valor_pago_acumulado,
    cast(sum(coalesce(m.valor_previsto, 0)) over (partition by c.orgao_chave, c.id_plano_acao order by c.competencia nulls last, c.exercicio) as numeric(18, 2)) as valor_previsto_acumulado,
    {{ ted_pct_tempo('p.vigencia_inicio', 'p.vigencia_fim', 'cast(' ~ fim_do_mes('c.competencia') ~ ' as date)') }}
        as pct_tempo,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from calendario as c
left join {{ ref('ted_mes') }} as m
    on c.orgao_chave = m.orgao_chave and c.id_plano_acao is not distinct from m.id_plano_acao
    and c.competencia is not distinct from m.competencia and c.exercicio is not distinct from m.exercicio
left join {{ ref('plano_acao') }} as p on c.id_plano_acao = p.id_plano_acao
left join {{ ref('ted_posicao') }} as s on c.orgao_chave = s.orgao_chave and c.id_plano_acao = s.id_plano_acao
cross join (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('ted_posicao') }}
) as r
