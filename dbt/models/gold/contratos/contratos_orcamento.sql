{{ config(indexes=[{'columns': ['orgao_chave', 'exercicio', 'vinculo'], 'unique': true}]) }}
-- All lines of each body and exercício in three groups; each group is there, with zeros, so that a total is never partial.
with grupos as (
    select vinculo from {{ linhas_constantes('v', ['vinculo'], [["'com_contrato'"], ["'baixa_confianca'"], ["'sem_contrato'"]]) }}
),

-- A note is counted once, however many lines it has.
notas as (
    select
        orgao_chave,
        exercicio,
        vinculo,
        ne,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
        sum(valor_{{ medida }}) as {{ medida }},
        {%- endfor %}
        {{ filtrado('sum(valor_empenhado)', natureza_contratavel('natureza_codigo')) }} as contratavel,
        count(*) as qtd_linhas
    from {{ ref('execucao_contrato') }}
    group by orgao_chave, exercicio, vinculo, ne
),

somas as (
    select
        orgao_chave,
        exercicio,
        vinculo,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
        coalesce(sum({{ medida }}), 0) as {{ medida }},
        {%- endfor %}
        coalesce(sum(contratavel), 0) as contratavel,
        sum(qtd_linhas) as qtd_linhas,
        count(ne) as qtd_notas
    from notas
    group by orgao_chave, exercicio, vinculo
),

anos as (
    select
        orgao_chave,
        exercicio,
        sum(contratavel) as contratavel
    from somas
    group by orgao_chave, exercicio
)

select
    a.orgao_chave,
    cast(a.exercicio as integer) as exercicio,
    g.vinculo,
    {{ rotulo_do_vinculo('g.vinculo') }} as vinculo_rotulo,
    cast(coalesce(s.empenhado, 0) as numeric(18, 2)) as valor_empenhado,
    cast(coalesce(s.liquidado, 0) as numeric(18, 2)) as valor_liquidado,
    cast(coalesce(s.empenhado - s.liquidado, 0) as numeric(18, 2)) as valor_a_liquidar,
    cast(coalesce(s.liquidado - s.pago, 0) as numeric(18, 2)) as valor_liquidado_a_pagar,
    cast(coalesce(s.pago, 0) as numeric(18, 2)) as valor_pago,
    cast(coalesce(s.rp_inscrito, 0) as numeric(18, 2)) as valor_rp_inscrito,
    cast(coalesce(s.rp_pago, 0) as numeric(18, 2)) as valor_rp_pago,
    cast(coalesce(s.pago + s.rp_pago, 0) as numeric(18, 2)) as valor_pago_total,
    {{ fracao('coalesce(s.contratavel, 0)', 'a.contratavel') }} as pct_contratavel,
    cast(coalesce(s.qtd_linhas, 0) as bigint) as qtd_linhas,
    coalesce(s.qtd_notas, 0) as qtd_notas,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from anos as a
cross join grupos as g
left join somas as s on a.orgao_chave = s.orgao_chave and a.exercicio = s.exercicio and g.vinculo = s.vinculo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
