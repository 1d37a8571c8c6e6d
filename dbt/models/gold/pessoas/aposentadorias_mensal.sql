{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- Only what happened, in complete months; nothing is projected. A median needs the threshold, and nobody above half of the sum.
with referencia as (
    select data_referencia, dado_ate, atualizado_em from {{ ref('data_referencia') }} where fonte = 'siape'
),

meses as (
    select distinct c.competencia, o.orgao_chave, r.data_referencia, r.dado_ate, r.atualizado_em
    from referencia as r
    inner join {{ ref('calendario') }} as c
        on c.competencia >= {{ desloca(mes_de('r.data_referencia'), -60, 'month') }}
            and c.competencia < {{ mes_de('r.data_referencia') }}
    cross join (select distinct orgao_chave from {{ ref('vinculo') }}) as o
),

contadas as (
    select
        m.orgao_chave,
        m.competencia,
        {{ filtrado('count(a.matricula_siape)', 'a.competencia = m.competencia') }} as quantidade,
        count(a.matricula_siape) as acumulado_12m,
        {%- for nome, filtro in [('mes', 'a.competencia = m.competencia'), ('12m', 'true')] %}
        {{ filtrado('count(a.tempo_servico_anos)', filtro) }} as pessoas_{{ nome }},
        {{ filtrado('max(a.tempo_servico_anos)', filtro) }} / nullif({{ filtrado('sum(a.tempo_servico_anos)', filtro) }}, 0)
            as maior_parcela_{{ nome }},
        {{ mediana('a.tempo_servico_anos', filtro) }} as mediana_{{ nome }},
        {%- endfor %}
        m.data_referencia,
        m.dado_ate,
        m.atualizado_em
    from meses as m
    left join {{ ref('aposentadoria') }} as a
        on m.orgao_chave = a.orgao_chave and m.competencia >= a.competencia and {{ desloca('m.competencia', -12, 'month') }} < a.competencia
    group by m.orgao_chave, m.competencia, m.data_referencia, m.dado_ate, m.atualizado_em
)

select
    orgao_chave,
    competencia,
    cast(quantidade as integer) as quantidade,
    cast(acumulado_12m as integer) as acumulado_12m,
    {%- for nome, coluna in [('mes', 'tempo_servico_mediano'), ('12m', 'tempo_servico_mediano_12m')] %}
    case
        when pessoas_{{ nome }} >= {{ parametro('limiar_supressao') }}
            and maior_parcela_{{ nome }} <= {{ parametro('limite_concentracao_supressao') }}
            then cast(mediana_{{ nome }} as numeric(5, 2))
    end as {{ coluna }},
    {%- endfor %}
    coalesce(pessoas_mes > 0 and pessoas_mes < {{ parametro('limiar_supressao') }}, true) as suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from contadas
