{{ config(
    indexes=por_filtro(['elemento', 'fonte_recursos', 'grupo_despesa', 'ug_executora'], [{'columns': ['ne'], 'unique': true}, {'columns': ['orgao_chave', 'rank_saldo']}])
) }}
-- Notes with something still to settle or to pay in the exercício of the reference date, by amount and by age without
-- movement. The opening of restos a pagar is no movement: it repeats what was left.
with notas as (
    select
        l.ne,
        l.orgao_chave,
        min(l.ug_codigo) as ug_codigo,
        min(l.ne_ano_emissao) as ano,
        {{ filtrado('max(l.data_lancamento)', "l.tipo_linha = 'movimento'") }} as ultimo_movimento,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
        coalesce({{ filtrado('sum(l.valor_' ~ medida ~ ')', 'l.exercicio = extract(year from r.data_referencia)') }}, 0) as {{ medida }},
        {%- endfor %}
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em
    from {{ ref('empenho_lancamento') }} as l
    cross join {{ ref('data_referencia') }} as r
    where r.fonte = 'tesouro_gerencial' and l.ne is not null
    group by l.ne, l.orgao_chave, r.data_referencia, r.dado_ate, r.atualizado_em
),

saldos as (
    select
        *,
        empenhado - liquidado as a_liquidar,
        liquidado - pago as a_pagar,
        rp_inscrito - rp_pago as rp_saldo
    from notas
),

contratos as (
    select
        b.ne,
        {{ lista_de_textos('c.numero', '; ', 'b.fator_rateio desc, c.contrato_id') }} as contratos,
        case when count(*) = 1 then max(c.contrato_id) end as contrato_id,
        max(b.confianca) as confianca
    from {{ ref('contrato_empenho') }} as b
    inner join {{ ref('contrato') }} as c on b.contrato_id = c.contrato_id
    group by b.ne
)

select
    s.ne,
    s.orgao_chave,
    s.ug_codigo,
    s.ug_codigo || coalesce(' · ' || u.ug_nome, '') as ug_executora,
    cast(s.ano as integer) as ano,
    n.data_emissao,
    f.nome as fornecedor_nome,
    f.documento_exibicao as fornecedor_documento,
    n.natureza_codigo,
    d.natureza as natureza_rotulo,
    coalesce(g.rotulo, 'Grupo não informado') as grupo_despesa,
    {{ rotulo_do_elemento('substr(n.natureza_codigo, 5, 2)', 'p.rotulo') }} as elemento,
    coalesce(n.fonte_codigo, 'Não informada') as fonte_recursos,
    cast(s.empenhado as numeric(18, 2)) as valor_empenhado,
    cast(s.liquidado as numeric(18, 2)) as valor_liquidado,
    cast(s.pago as numeric(18, 2)) as valor_pago,
    cast(s.a_liquidar as numeric(18, 2)) as valor_a_liquidar,
    cast(s.a_pagar as numeric(18, 2)) as valor_liquidado_a_pagar,
    cast(s.rp_saldo as numeric(18, 2)) as valor_rp_saldo,
    cast(s.a_liquidar + s.rp_saldo as numeric(18, 2)) as valor_saldo,
    s.ultimo_movimento,
    cast(s.data_referencia - s.ultimo_movimento as integer) as dias_sem_movimento,
    c.contrato_id,
    c.contratos,
    c.confianca as confianca_contrato,
    t.id_plano_acao,
    t.confianca as confianca_ted,
    cast(dense_rank() over (partition by s.orgao_chave order by s.a_liquidar + s.rp_saldo desc, s.ne) as integer) as rank_saldo,
    s.data_referencia,
    s.dado_ate,
    s.atualizado_em
from saldos as s
left join {{ ref('nota_empenho') }} as n on s.ne = n.ne
left join {{ ref('fornecedor') }} as f on n.fornecedor_chave = f.fornecedor_chave
left join {{ ref('natureza_despesa') }} as d on n.natureza_codigo = d.natureza_codigo
left join {{ ref('natureza_parte') }} as g on g.parte = 'grupo' and substr(n.natureza_codigo, 2, 1) = g.codigo
left join {{ ref('natureza_parte') }} as p on p.parte = 'elemento' and substr(n.natureza_codigo, 5, 2) = p.codigo
left join {{ ref('unidade_gestora') }} as u on s.ug_codigo = u.ug_codigo
left join contratos as c on s.ne = c.ne
left join {{ ref('plano_empenho') }} as t on s.ne = t.ne and t.id_plano_acao is not null
where s.a_liquidar <> 0 or s.a_pagar <> 0 or s.rp_saldo <> 0
