{{ config(
    indexes=por_filtro(['acao', 'exercicio', 'programa'], [{'columns': ['orgao_chave', 'ano', 'acao_codigo'], 'unique': true}])
) }}
with acoes as (
    select
        orgao_chave,
        ano,
        coalesce(acao_codigo, 'nao_informada') as acao_codigo,
        {{ somas_do_orcamento() }}
    from {{ ref('execucao_orcamentaria') }}
    group by orgao_chave, ano, coalesce(acao_codigo, 'nao_informada')
),

-- An ação keeps its code and changes its name: the latest one serves all years.
nomes as (
    select
        coalesce(acao_codigo, 'nao_informada') as acao_codigo,
        {{ primeiro('acao_nome', 'ano desc, acao_nome', 'acao_nome is not null') }} as acao_nome,
        {{ primeiro('programa_codigo', 'ano desc, programa_codigo', 'programa_codigo is not null') }} as programa_codigo,
        {{ primeiro('programa_nome', 'ano desc, programa_nome', 'programa_nome is not null') }} as programa_nome
    from {{ ref('execucao_orcamentaria') }}
    group by coalesce(acao_codigo, 'nao_informada')
)

select
    a.orgao_chave,
    a.ano,
    a.ano as exercicio,
    a.acao_codigo,
    coalesce(n.acao_nome, 'Ação não informada') as acao_nome,
    a.acao_codigo || coalesce(' · ' || n.acao_nome, '') as acao,
    n.programa_codigo,
    n.programa_nome,
    n.programa_codigo || coalesce(' · ' || n.programa_nome, '') as programa,
    a.valor_dotacao_inicial,
    a.valor_dotacao_atualizada,
    {{ fracao('a.valor_dotacao_atualizada', 'sum(a.valor_dotacao_atualizada) over (partition by a.orgao_chave, a.ano)') }} as pct_orcamento,
    cast(
        dense_rank() over (partition by a.orgao_chave, a.ano order by a.valor_dotacao_atualizada desc nulls last, a.acao_codigo) as integer
    ) as rank_valor,
    a.valor_credito_disponivel,
    a.valor_empenhado,
    a.valor_liquidado,
    a.valor_a_liquidar,
    a.valor_liquidado_a_pagar,
    a.valor_nao_pago,
    a.valor_pago,
    {{ percentuais_do_orcamento('a') }},
    a.qtd_valores_ausentes,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from acoes as a
inner join nomes as n on a.acao_codigo = n.acao_codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
