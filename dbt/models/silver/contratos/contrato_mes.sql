-- Schedule, billing and Treasury execution of each contract by month, over a complete calendar from the first to the last
-- month of validity, schedule, billing or Treasury line; what has no known month is one row with null competencia. In a
-- month that the Treasury's reports cover no movement is zero; in one that they do not it is unknown.
with parcelas as (
    select
        contrato_id,
        competencia,
        sum(valor) as valor_cronograma
    from {{ ref('contrato_parcela') }}
    where _deleted_at is null
    group by contrato_id, competencia
),

faturas as (
    select
        contrato_id,
        competencia,
        sum(valor_faturado) as valor_faturado,
        {{ filtrado('sum(valor_faturado)', "grupo_estagio = 'pago'") }} as pago,
        {{ filtrado('sum(valor_faturado)', "grupo_estagio = 'apropriado'") }} as apropriado,
        {{ filtrado('sum(valor_faturado)', "grupo_estagio = 'pendente'") }} as pendente,
        {{ filtrado('sum(valor_faturado)', "grupo_estagio in ('nao_classificado', 'cancelado')") }} as nao_classificado
    from {{ ref('fatura_rateio') }}
    where not cancelada and (_deleted_at is null or grupo_estagio in ('pago', 'apropriado'))
    group by contrato_id, competencia
),

tesouro as (
    select * from {{ ref('contrato_tesouro_mes') }}
    where contrato_id is not null
),

limites as (
    select
        contrato_id,
        min(mes) as primeiro,
        max(mes) as ultimo
    from (
        select contrato_id, competencia as mes from parcelas
        union all
        select contrato_id, competencia from faturas
        union all
        select contrato_id, competencia from tesouro
        union all
        select contrato_id, cast({{ mes_de('vigencia_inicio') }} as date) from {{ ref('contrato') }}
        union all
        select contrato_id, cast({{ mes_de('vigencia_fim') }} as date)
        from {{ ref('contrato') }}
        where not vigencia_indeterminada
    ) as meses
    where mes between date '2000-01-01' and date '2060-12-01'
    group by contrato_id
),

meses as (
    select
        l.contrato_id,
        k.competencia
    from limites as l
    inner join (select distinct competencia from {{ ref('calendario') }}) as k
        on k.competencia between l.primeiro and l.ultimo
    {{ uniao() }}
    select contrato_id, competencia from parcelas where competencia is null
    {{ uniao() }}
    select contrato_id, competencia from faturas where competencia is null
    {{ uniao() }}
    select contrato_id, competencia from tesouro where competencia is null
)

select
    m.contrato_id,
    c.orgao_chave,
    m.competencia,
    cast(coalesce(p.valor_cronograma, 0) as numeric(18, 2)) as valor_cronograma,
    cast(coalesce(f.valor_faturado, 0) as numeric(18, 2)) as valor_faturado,
    cast(coalesce(f.pago, 0) as numeric(18, 2)) as valor_faturado_pago,
    cast(coalesce(f.apropriado, 0) as numeric(18, 2)) as valor_faturado_apropriado,
    cast(coalesce(f.pendente, 0) as numeric(18, 2)) as valor_faturado_pendente,
    cast(coalesce(f.nao_classificado, 0) as numeric(18, 2)) as valor_faturado_nao_classificado,
    {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago', 'empenhado_baixa'] %}
    cast(coalesce(t.valor_{{ medida }}, case when m.competencia between v.inicio and v.fim then 0 end) as numeric(18, 2))
        as valor_tesouro_{{ medida }},
    {%- endfor %}
    cast(
        coalesce(t.valor_pago_baixa + t.valor_rp_pago_baixa, case when m.competencia between v.inicio and v.fim then 0 end)
        as numeric(18, 2)
    ) as valor_tesouro_pago_baixa
from meses as m
inner join {{ ref('contrato') }} as c on m.contrato_id = c.contrato_id
left join parcelas as p on m.contrato_id = p.contrato_id and {{ mes_ou_nenhum('m') }} = {{ mes_ou_nenhum('p') }}
left join faturas as f on m.contrato_id = f.contrato_id and {{ mes_ou_nenhum('m') }} = {{ mes_ou_nenhum('f') }}
left join tesouro as t on m.contrato_id = t.contrato_id and {{ mes_ou_nenhum('m') }} = {{ mes_ou_nenhum('t') }}
left join {{ ref('cobertura_tesouro') }} as v on c.orgao_chave = v.orgao_chave
