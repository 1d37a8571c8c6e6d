-- The bridge: every note of commitment, with the contract that the first rule with a candidate gives it, or none. A note
-- of several contracts is divided by what each was billed on it, else by their value, else equally; the shares add up
-- to one, and the largest takes what rounding leaves over.
with candidatos as (
    select contrato_id, ne, regra_codigo, regra_ordem, confianca, false as ambigua, evidencia
    from {{ ref('contrato_empenho_documento') }}
    union all
    select contrato_id, ne, regra_codigo, regra_ordem, cast(null as {{ tipo('text') }}), ambigua, evidencia
    from {{ ref('contrato_empenho_indicio') }}
),

permitidos as (
    select
        c.*,
        min(c.regra_ordem) over (partition by c.ne) as primeira
    from candidatos as c
    left join {{ ref('vinculo_manual_contrato_empenho') }} as m
        on c.contrato_id = m.contrato_id and c.ne = m.ne and m.decisao = 'proibir'
    where m.ne is null
),

decididos as (
    select
        p.*,
        count(*) over (partition by p.ne) as qtd_candidatos,
        {{ algum('p.ambigua') }} over (partition by p.ne) as indecisa,
        coalesce(f.valor_faturado, 0) as faturado,
        {{ maior(['coalesce(k.valor_global, 0)', 0]) }} as global
    from permitidos as p
    left join {{ ref('contrato') }} as k on p.contrato_id = k.contrato_id
    left join {{ ref('contrato_empenho_documento') }} as f
        on p.contrato_id = f.contrato_id and p.ne = f.ne and f.regra_codigo = 'C3_fatura'
    where p.regra_ordem = p.primeira
),

pesados as (
    select
        *,
        case
            when qtd_candidatos = 1 then 'unico'
            when sum(faturado) over (partition by ne) > 0 then 'faturas'
            when sum(global) over (partition by ne) > 0 then 'valor_global'
            else 'igual'
        end as metodo_rateio,
        case
            when qtd_candidatos = 1 then 1
            when sum(faturado) over (partition by ne) > 0 then faturado
            when sum(global) over (partition by ne) > 0 then global
            else 1
        end as peso
    from decididos
    where not indecisa
),

repartidos as (
    select
        *,
        round(peso / sum(peso) over (partition by ne), 12) as parte,
        row_number() over (partition by ne order by peso desc, contrato_id) as posicao
    from pesados
),

vinculos as (
    select
        ne,
        contrato_id,
        regra_codigo,
        regra_ordem,
        coalesce(confianca, case
            when regra_ordem in (4, 5) and qtd_candidatos = 1 then 'alta'
            when regra_ordem = 7 then 'baixa'
            else 'media'
        end) as confianca,
        evidencia,
        qtd_candidatos,
        parte + case when posicao = 1 then 1 - sum(parte) over (partition by ne) else 0 end as fator_rateio,
        metodo_rateio
    from repartidos
    union all
    select ne, null, min(regra_codigo), min(regra_ordem), 'ambigua', {{ lista_de_textos("'contrato ' || contrato_id", ', ', 'contrato_id') }},
        count(*), 1, 'nenhum'
    from decididos
    where indecisa
    group by ne
)

select
    n.ne || '/' || coalesce(cast(v.contrato_id as {{ tipo('text') }}), 'sem_contrato') as vinculo_chave,
    v.contrato_id,
    n.ne,
    n.orgao_chave,
    coalesce(v.regra_codigo, 'C9_nenhum') as regra_codigo,
    coalesce(v.regra_ordem, 8) as regra_ordem,
    coalesce(v.confianca, 'nenhuma') as confianca,
    v.evidencia,
    cast(coalesce(v.qtd_candidatos, 0) as integer) as qtd_candidatos,
    cast(coalesce(v.fator_rateio, 1) as {{ tipo('numeric(14, 12)') }}) as fator_rateio,
    coalesce(v.metodo_rateio, 'nenhum') as metodo_rateio,
    case when v.contrato_id is not null then {{ maior(['n.data_emissao', 'k.data_assinatura']) }} end as vigente_de
from {{ ref('nota_empenho') }} as n
left join vinculos as v on n.ne = v.ne
left join {{ ref('contrato') }} as k on v.contrato_id = k.contrato_id
where n.ne is not null
