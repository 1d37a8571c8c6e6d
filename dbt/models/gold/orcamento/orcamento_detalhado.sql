{{ config(
    indexes=por_filtro(['acao', 'elemento', 'programa', 'unidade_orcamentaria'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'exercicio']}, {'columns': ['ug_executora']}])
) }}
-- The budget view at the grain that people ask about: unit of the budget, action, element and executing unit. The parts of
-- the plano orçamentário are added up.
with partes as (
    select
        orgao_chave,
        ano,
        coalesce(uo_codigo, 'nao_informada') as uo_codigo,
        coalesce(programa_codigo, 'nao_informado') as programa_codigo,
        coalesce(acao_codigo, 'nao_informada') as acao_codigo,
        coalesce(elemento_codigo, 'nao_informado') as elemento_codigo,
        coalesce(ug_executora_codigo, 'nao_informada') as ug_codigo,
        max(uo_nome) as uo_nome,
        max(ug_executora_nome) as ug_nome,
        max(elemento_nome) as elemento_nome,
        {{ somas_do_orcamento() }}
    from {{ ref('execucao_orcamentaria') }}
    group by orgao_chave, ano, uo_codigo, programa_codigo, acao_codigo, elemento_codigo, ug_executora_codigo
),

-- A code keeps its name along the years: the newest one.
nomes as (
    select
        coalesce(acao_codigo, 'nao_informada') as acao_codigo,
        {{ primeiro('acao_nome', 'ano desc, acao_nome', 'acao_nome is not null') }} as acao_nome
    from {{ ref('execucao_orcamentaria') }}
    group by coalesce(acao_codigo, 'nao_informada')
),

programas as (
    select
        programa_codigo,
        {{ primeiro('programa_nome', 'ano desc, programa_nome', 'programa_nome is not null') }} as programa_nome
    from {{ ref('execucao_orcamentaria') }}
    group by programa_codigo
)

select
    p.orgao_chave || '/' || p.ano || '/' || p.uo_codigo || '/' || p.programa_codigo || '/' || p.acao_codigo || '/' || p.elemento_codigo
    || '/' || p.ug_codigo as chave_linha,
    p.orgao_chave,
    p.ano,
    p.ano as exercicio,
    p.uo_codigo,
    coalesce(p.uo_codigo || ' · ' || p.uo_nome, p.uo_codigo) as unidade_orcamentaria,
    p.programa_codigo,
    coalesce(p.programa_codigo || ' · ' || g.programa_nome, p.programa_codigo) as programa,
    p.acao_codigo,
    coalesce(p.acao_codigo || ' · ' || n.acao_nome, p.acao_codigo) as acao,
    p.elemento_codigo,
    {{ rotulo_do_elemento('p.elemento_codigo', 'coalesce(e.rotulo, p.elemento_nome)') }} as elemento,
    p.ug_codigo,
    coalesce(p.ug_codigo || ' · ' || coalesce(u.ug_nome, p.ug_nome), p.ug_codigo) as ug_executora,
    p.valor_dotacao_inicial,
    p.valor_dotacao_atualizada,
    p.valor_credito_disponivel,
    p.valor_empenhado,
    p.valor_liquidado,
    p.valor_a_liquidar,
    p.valor_liquidado_a_pagar,
    p.valor_pago,
    {{ percentuais_do_orcamento('p') }},
    p.qtd_valores_ausentes,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from partes as p
left join nomes as n on p.acao_codigo = n.acao_codigo
left join programas as g on p.programa_codigo = g.programa_codigo
left join {{ ref('natureza_parte') }} as e on e.parte = 'elemento' and p.elemento_codigo = e.codigo
left join {{ ref('unidade_gestora') }} as u on p.ug_codigo = u.ug_codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
