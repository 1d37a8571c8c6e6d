-- C16: summary and table of the same page agree, by body and flow, on what is in force and on what it is worth.
with resumo as (
    select orgao_chave, tipo_fluxo, sum(qtd_vigentes) as vigentes, sum(qtd_a_encerrar_90) as a_encerrar
    from {{ ref('teds_resumo') }}
    where exercicio = extract(year from data_referencia) and tipo_fluxo <> 'sem_ted'
    group by orgao_chave, tipo_fluxo
),

detalhe as (
    select
        orgao_chave,
        tipo_fluxo,
        {{ filtrado('count(*)', 'vigente') }} as vigentes,
        {{ filtrado('count(*)', 'vigente and dias_para_encerrar <= 90') }} as a_encerrar
    from {{ ref('teds_detalhamento') }}
    where id_plano_acao is not null and not registro_removido
    group by orgao_chave, tipo_fluxo
)

select d.orgao_chave, d.tipo_fluxo, d.vigentes, r.vigentes as no_resumo, d.a_encerrar, r.a_encerrar as a_encerrar_no_resumo
from detalhe as d
left join resumo as r on d.orgao_chave = r.orgao_chave and d.tipo_fluxo = r.tipo_fluxo
where d.vigentes <> coalesce(r.vigentes, 0) or d.a_encerrar <> coalesce(r.a_encerrar, 0)
