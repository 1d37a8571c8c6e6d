-- C16: the first page shows what the product of each indicator shows.
with origens as (
    select orgao_chave, 'ORC03' as codigo, sum(valor_empenhado) as valor from {{ ref('orcamento_resumo_anual') }} group by orgao_chave
    union all
    select orgao_chave, 'ORC05', sum(valor_pago) from {{ ref('orcamento_resumo_anual') }} group by orgao_chave
    union all
    select orgao_chave, 'ORC18', sum(valor_orcamento_total) from {{ ref('orcamento_resumo_anual') }} group by orgao_chave
    union all
    select orgao_chave, 'CON01', sum(qtd_vigentes) from {{ ref('contratos_por_categoria') }}
    where ano = extract(year from data_referencia)
    group by orgao_chave
    union all
    select orgao_chave, 'CON05_90', count(*) from {{ ref('contratos_vencimentos') }} where ate_90 group by orgao_chave
    union all
    select orgao_chave, 'TED17_recebido', qtd_vigentes from {{ ref('teds_resumo') }}
    where tipo_fluxo = 'recebido' and exercicio = extract(year from data_referencia)
    union all
    select orgao_chave, indicador_codigo, sum(valor) from {{ ref('pessoas_indicadores') }} group by orgao_chave, indicador_codigo
    union all
    select orgao_chave, 'PES13', sum(vagas_livres) from {{ ref('vagas_por_unidade') }} group by orgao_chave
),

visao as (
    select
        orgao_chave,
        indicador_codigo as codigo,
        sum(valor) as valor
    from {{ ref('visao_geral_indicadores') }}
    group by orgao_chave, indicador_codigo
)

select o.orgao_chave, o.codigo, o.valor as na_origem, v.valor as na_visao_geral
from origens as o
left join visao as v on o.orgao_chave = v.orgao_chave and o.codigo = v.codigo
where v.codigo is null and o.valor <> 0 or o.valor <> v.valor or (o.valor is null) <> (v.valor is null)
