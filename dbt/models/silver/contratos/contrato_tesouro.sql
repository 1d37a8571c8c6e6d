-- CON13 and what depends on it, one row per contract of expense: sums of all years, and the balances of the exercício of
-- the reference date. Null where the Treasury covers nothing of the body, zero where it covers and there is no line.
with exercicios as (
    select
        contrato_id,
        cast(extract(year from data_referencia) as integer) as exercicio
    from {{ ref('contrato_situacao') }}
),

somas as (
    select
        m.contrato_id,
        sum(m.valor_empenhado) as empenhado,
        sum(m.valor_pago + m.valor_rp_pago) as pago_total,
        sum(m.valor_empenhado_baixa) as empenhado_baixa,
        sum(m.valor_pago_baixa + m.valor_rp_pago_baixa) as pago_total_baixa,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
        {{ filtrado('sum(m.valor_' ~ medida ~ ')', 'extract(year from m.competencia) = x.exercicio') }} as {{ medida }}_exercicio,
        {%- endfor %}
        {{ filtrado('sum(m.valor_empenhado_baixa - m.valor_liquidado_baixa)', 'extract(year from m.competencia) = x.exercicio') }}
            as a_liquidar_baixa
    from {{ ref('contrato_tesouro_mes') }} as m
    inner join exercicios as x on m.contrato_id = x.contrato_id
    group by m.contrato_id
),

confiancas as (
    select
        contrato_id,
        confianca,
        row_number() over (
            partition by contrato_id
            order by sum(coalesce(abs(valor_empenhado), 0) + coalesce(abs(valor_rp_inscrito), 0)) desc, min(regra_codigo), confianca
        ) as posicao
    from {{ ref('execucao_contrato') }}
    where contrato_id is not null
    group by contrato_id, confianca
),

notas as (
    select
        contrato_id,
        count(distinct ne) as qtd_notas
    from {{ ref('execucao_contrato') }}
    where contrato_id is not null
    group by contrato_id
)

select
    c.contrato_id,
    c.orgao_chave,
    x.exercicio,
    {%- for coluna, expressao in [
        ('valor_empenhado', 's.empenhado'), ('valor_pago_total', 's.pago_total'),
        ('valor_empenhado_exercicio', 's.empenhado_exercicio'), ('valor_pago_exercicio', 's.pago_exercicio'),
        ('valor_a_liquidar', 's.empenhado_exercicio - s.liquidado_exercicio'),
        ('valor_liquidado_a_pagar', 's.liquidado_exercicio - s.pago_exercicio'),
        ('valor_rp_saldo', 's.rp_inscrito_exercicio - s.rp_pago_exercicio'),
        ('valor_empenhado_baixa', 's.empenhado_baixa'), ('valor_a_liquidar_baixa', 's.a_liquidar_baixa'),
        ('valor_pago_total_baixa', 's.pago_total_baixa')
    ] %}
    cast(case when v.inicio is not null or s.contrato_id is not null then coalesce({{ expressao }}, 0) end as numeric(18, 2)) as {{ coluna }},
    {%- endfor %}
    {{ fracao('abs(s.empenhado)', '(abs(s.empenhado) + abs(s.empenhado_baixa))') }} as pct_vinculado,
    k.confianca as confianca_predominante,
    coalesce(n.qtd_notas, 0) as qtd_notas,
    {{ menor(['c.data_assinatura', 'c.vigencia_inicio']) }} < v.inicio as cobertura_tesouro_parcial,
    v.inicio as cobertura_inicio
from {{ ref('contrato') }} as c
inner join exercicios as x on c.contrato_id = x.contrato_id
left join somas as s on c.contrato_id = s.contrato_id
left join confiancas as k on c.contrato_id = k.contrato_id and k.posicao = 1
left join notas as n on c.contrato_id = n.contrato_id
left join {{ ref('cobertura_tesouro') }} as v on c.orgao_chave = v.orgao_chave
where c.receita_despesa = 'D'
