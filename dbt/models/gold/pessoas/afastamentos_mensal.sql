{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- Leaves by broad category: those of health and of maternity are one, "Licenças". A person in two categories counts in both,
-- so no total is shown. Only months since the first leave that the source told.
with referencia as (
    select data_referencia, dado_ate, atualizado_em from {{ ref('data_referencia') }} where fonte = 'siape'
),

ausencias as (
    select
        orgao_chave,
        pessoa_id,
        case categoria
            when 'licenca_saude' then 'Licenças' when 'licenca_maternidade_paternidade' then 'Licenças'
            when 'capacitacao' then 'Capacitação' when 'cessao' then 'Cessão' when 'ferias' then 'Férias' else 'Outros'
        end as categoria_ampla,
        data_inicio,
        data_fim
    from {{ ref('afastamento') }}
    union all
    select orgao_chave, pessoa_id, 'Férias', data_inicio, data_fim from {{ ref('ferias') }}
),

meses as (
    select
        o.orgao_chave,
        c.competencia,
        cast({{ fim_do_mes('c.competencia') }} as date) as fim_do_mes,
        k.categoria_ampla,
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em
    from referencia as r
    cross join (select orgao_chave, min(data_inicio) as primeira from ausencias group by orgao_chave) as o
    inner join (select distinct competencia from {{ ref('calendario') }}) as c
        on c.competencia >= {{ mes_de(maior(['o.primeira', desloca('r.data_referencia', -24, 'month')])) }}
            and c.competencia <= {{ mes_de('r.data_referencia') }}
    cross join {{ linhas_constantes('k', ['categoria_ampla'], [["'Férias'"], ["'Licenças'"], ["'Capacitação'"], ["'Cessão'"], ["'Outros'"]]) }}
),

contadas as (
    select
        m.orgao_chave,
        m.competencia,
        m.categoria_ampla,
        count(distinct a.pessoa_id) as pessoas,
        {{ filtrado('count(distinct a.pessoa_id)', 'a.data_inicio <= ' ~ menor(['m.fim_do_mes', 'm.data_referencia']) ~ ' and coalesce(a.data_fim, m.data_referencia) >= ' ~ menor(['m.fim_do_mes', 'm.data_referencia'])) }} as pessoas_no_fim,
        coalesce({{ filtrado('sum(' ~ dias_entre(
            menor(['coalesce(a.data_fim, m.data_referencia)', 'm.fim_do_mes', 'm.data_referencia']), maior(['a.data_inicio', 'm.competencia'])
        ) ~ ' + 1)', 'a.data_inicio is not null') }}, 0) as dias,
        m.data_referencia,
        m.dado_ate,
        m.atualizado_em
    from meses as m
    left join ausencias as a
        on m.orgao_chave = a.orgao_chave and m.categoria_ampla = a.categoria_ampla
            and a.data_inicio <= {{ menor(['m.fim_do_mes', 'm.data_referencia']) }} and coalesce(a.data_fim, m.data_referencia) >= m.competencia
    group by m.orgao_chave, m.competencia, m.categoria_ampla, m.data_referencia, m.dado_ate, m.atualizado_em
),

marcadas as (
    select
        *,
        coalesce(pessoas > 0 and pessoas < {{ parametro('limiar_supressao') }}, true) as suprimido,
        coalesce(
            (pessoas_no_fim > 0 and pessoas_no_fim < {{ parametro('limiar_supressao') }})
            or (pessoas > pessoas_no_fim and pessoas - pessoas_no_fim < {{ parametro('limiar_supressao') }}), true
        ) as fim_suprimido
    from contadas
)

select
    orgao_chave,
    competencia,
    categoria_ampla,
    case when not suprimido then cast(pessoas as integer) end as pessoas,
    case when not suprimido then cast(dias as integer) end as dias,
    case when not suprimido and not fim_suprimido then cast(pessoas_no_fim as integer) end as pessoas_no_fim,
    suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from marcadas
