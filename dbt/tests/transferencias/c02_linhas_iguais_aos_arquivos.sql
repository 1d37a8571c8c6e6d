-- C02, T16: each document of the current files keeps its amount: what two reports repeat counts once, nothing else is lost.
with arquivos as (
    select nc as documento, max(soma) as soma
    from (
        select n.nc, n.assunto, sum({{ dinheiro_br('n.nc_valor_linha') }}) as soma
        from {{ source('tesouro_gerencial', 'notas_credito') }} as n
        where n._deleted_at is null
        group by n.nc, n.assunto
    ) as notas
    group by nc
    union all
    select pf as documento, max(soma) as soma
    from (
        select p.pf, p.assunto, sum(abs({{ dinheiro_br('p.pf_valor_linha') }})) as soma
        from {{ source('tesouro_gerencial', 'programacoes_financeiras') }} as p
        where p._deleted_at is null
        group by p.pf, p.assunto
    ) as programacoes
    group by pf
),

linhas as (
    select nc_texto as documento, sum(valor) as soma from {{ ref('nota_credito_linha') }} group by nc_texto
    union all
    select pf_texto as documento, sum(abs(valor)) as soma from {{ ref('programacao_financeira_linha') }} group by pf_texto
)

select a.documento, a.soma as no_arquivo, l.soma as em_silver
from arquivos as a
left join linhas as l on a.documento = l.documento
where abs(a.soma) is distinct from abs(l.soma)
