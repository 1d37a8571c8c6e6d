{{ config(materialized='view') }}
-- What the last build found in the tables made directly of a resource, and the products that descend from it.
with ultimos_testes as (
    select
        modelo,
        desfecho,
        row_number() over (partition by teste order by executado_em desc) as n
    from {{ source('auditoria', 'teste_resultado') }}
    where executado_em > {{ desloca(agora(), -7, 'day') }}
),

testes as (
    select
        modelo,
        {{ filtrado('count(*)', "desfecho in ('fail', 'error')") }} as falhos,
        {{ filtrado('count(*)', "desfecho = 'warn'") }} as alertas
    from ultimos_testes
    where n = 1
    group by modelo
),

recursos as (
    select
        l.origem,
        sum(coalesce(c.qtd_com_erro, 0)) as erros_conversao,
        sum(coalesce(t.falhos, 0)) as testes_falhos,
        sum(coalesce(t.alertas, 0)) as testes_alerta
    from {{ ref('linhagem') }} as l
    left join testes as t on l.destino = t.modelo
    left join {{ source('auditoria', 'conversao_resultado') }} as c on l.destino = c.tabela
    where l.origem_camada = 'bronze' and l.eh_direta
    group by l.origem
),

produtos as (
    select
        origem,
        {{ lista_de_textos('destino', ', ', 'destino') }} as produtos_afetados
    from {{ ref('linhagem') }}
    where origem_camada = 'bronze' and destino_camada in ('gold', 'gold_restrito', 'painel')
    group by origem
)

select
    {{ parte('r.origem', '.', 1) }} as fonte,
    {{ parte('r.origem', '.', 2) }} as recurso,
    cast(r.erros_conversao as bigint) as erros_conversao,
    cast(r.testes_falhos as bigint) as testes_falhos,
    cast(r.testes_alerta as bigint) as testes_alerta,
    p.produtos_afetados
from recursos as r
left join produtos as p on r.origem = p.origem
