{{ config(indexes=por_filtro(['exercicio', 'orgao_chave'])) }}
with sem_vinculo as (
    select
        c.dia,
        c.dominio,
        c.juncao,
        c.orgao_chave,
        c.exercicio,
        c.medida,
        cast(sum(cast({{ valor_do_par('parcela') }} as numeric(38, 2))) as numeric(20, 2)) as valor
    from {{ ref('conciliacao_diaria') }} as c
    cross join {{ pares_do_objeto('c.soma_por_confianca', 'parcela') }}
    where {{ chave_do_par('parcela') }} not in ('manual', 'exata', 'alta', 'media')
    group by c.dia, c.dominio, c.juncao, c.orgao_chave, c.exercicio, c.medida
)

select
    d.orgao_chave,
    d.dia,
    d.dominio,
    d.juncao,
    d.exercicio,
    d.medida,
    d.soma_origem,
    d.soma_destino,
    d.diferenca,
    d.qtd_linhas_origem,
    d.qtd_linhas_destino,
    d.soma_por_confianca,
    d.pct_vinculado,
    s.valor as valor_sem_vinculo,
    d.dia = max(d.dia) over () as eh_atual
from {{ ref('conciliacao_diaria') }} as d
left join sem_vinculo as s
    on d.dia = s.dia and d.dominio = s.dominio and d.juncao = s.juncao and d.orgao_chave = s.orgao_chave
        and d.exercicio = s.exercicio and d.medida = s.medida
