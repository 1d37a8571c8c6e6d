{{ config(indexes=por_filtro(['exercicio', 'orgao_chave'])) }}
select
    orgao_chave,
    dia,
    dominio,
    juncao,
    exercicio,
    medida,
    soma_origem,
    soma_destino,
    diferenca,
    qtd_linhas_origem,
    qtd_linhas_destino,
    soma_por_confianca,
    pct_vinculado,
    (
        select cast(sum(cast(parcela.soma as numeric)) as numeric(20, 2))
        from jsonb_each_text(soma_por_confianca) as parcela (confianca, soma)
        where parcela.confianca not in ('manual', 'exata', 'alta', 'media')
    ) as valor_sem_vinculo,
    dia = max(dia) over () as eh_atual
from {{ ref('conciliacao_diaria') }}
