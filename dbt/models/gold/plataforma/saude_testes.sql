{{ config(materialized='view') }}
-- A view: the outcomes of a build are written when it ends. Of the builds of a day the last one counts.
with dias as (
    select distinct on (teste, {{ dia_de('executado_em') }})
        {{ dia_de('executado_em') }} as dia,
        *
    from {{ source('auditoria', 'teste_resultado') }}
    order by teste asc, {{ dia_de('executado_em') }} asc, executado_em desc
),

periodos as (
    select
        *,
        {{ filtrado('count(*)', "desfecho = 'pass'") }} over (partition by teste order by dia) as aprovacoes
    from dias
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
    (
        select {{ lista_de_textos('a.destino', ', ', 'a.destino', distinto=true) }}
        from (
            select p.modelo as destino
            where exists (select 1 from {{ ref('dicionario_dados') }} as x where x.produto = p.modelo)
            {{ uniao() }}
            select l.destino
            from {{ ref('linhagem') }} as l
            where l.origem = p.modelo and l.destino_camada in ('gold', 'gold_restrito', 'painel')
        ) as a
    ) as produtos_afetados,
    p.executado_em
from periodos as p
left join {{ ref('divergencia_conhecida') }} as d on p.teste = d.teste and p.dia <= d.valida_ate
