{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- One dimension at a time; race and colour alone, for the whole body, with the higher threshold.
with contadas as (
    select
        *,
        case
            when dimensao = 'raca_cor' then {{ parametro('limiar_supressao_sensivel') }}
            else {{ parametro('limiar_supressao') }}
        end as limiar
    from {{ ref('pessoas_contagem') }}
    where dimensao <> 'uf'
),

{{ supressao('contadas', [['orgao_chave', 'dimensao']], 'base.limiar', 'categoria', ['orgao_chave', 'dimensao'], rodadas=1) }}

select
    orgao_chave,
    competencia,
    dimensao,
    categoria,
    case when dimensao = 'situacao' then {{ situacao_grupo_rotulo('categoria') }} else categoria end
    || case when suprimido then ' (suprimido)' else '' end as categoria_rotulo,
    case when not suprimido then quantidade end as quantidade,
    case when not suprimido then {{ fracao('cast(quantidade as numeric)', 'total') }} end as pct,
    suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from celulas_protegidas
