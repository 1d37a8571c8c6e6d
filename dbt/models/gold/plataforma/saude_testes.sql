{{ config(materialized='view') }}
-- A view: the outcomes of a build are written when it ends. Of the builds of a day the last one counts.
with dias as (
    select
        *,
        {{ dia_de('executado_em') }} as dia,
        row_number() over (partition by teste, {{ dia_de('executado_em') }} order by executado_em desc) as n
    from {{ source('auditoria', 'teste_resultado') }}
),

periodos as (
    select
        *,
        {{ filtrado('count(*)', "desfecho = 'pass'") }} over (partition by teste order by dia) as aprovacoes
    from dias
    where n = 1
),

afetados as (
    select
        origem,
        {{ lista_de_textos('destino', ', ', 'destino', distinto=true) }} as produtos
    from (
        select produto as origem, produto as destino from {{ ref('dicionario_dados') }}
        {{ uniao() }}
        select origem, destino from {{ ref('linhagem') }} where destino_camada in ('gold', 'gold_restrito', 'painel')
    ) as descendentes
    group by origem
)

select
    'todos' as orgao_chave,
    p.teste,
    p.dia,
    upper({{ trecho('p.teste', '^([a-z]\\d{2})_') }}) as invariante_codigo,
    p.modelo,
    p.coluna,
    case p.severidade when 'error' then 'erro' else 'aviso' end as severidade,
    case
        when p.desfecho = 'pass' then 'aprovado'
        when p.desfecho = 'warn' and d.teste is not null then 'aceito'
        when p.desfecho = 'warn' then 'alerta'
        when p.desfecho = 'fail' then 'reprovado'
        else 'nao_executado'
    end as situacao,
    p.qtd_falhas,
    case
        when p.desfecho <> 'pass'
            then {{ filtrado('min(p.dia)', "p.desfecho <> 'pass'") }} over (partition by p.teste, p.aprovacoes)
    end as primeira_falha,
    case
        when p.desfecho <> 'pass'
            then p.dia - {{ filtrado('min(p.dia)', "p.desfecho <> 'pass'") }} over (partition by p.teste, p.aprovacoes)
    end as dias_aberto,
    d.motivo as divergencia_motivo,
    a.produtos as produtos_afetados,
    p.executado_em
from periodos as p
left join {{ ref('divergencia_conhecida') }} as d on p.teste = d.teste and p.dia <= d.valida_ate
left join afetados as a on p.modelo = a.origem
