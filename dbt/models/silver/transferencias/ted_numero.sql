-- Every transfer number of a plan: its own and those of the lines that the bridges give it; and what those lines contradict.
with linhas as (
    select o.orgao_chave, p.id_plano_acao, p.numero_transferencia, false as contradicao, cast(null as {{ tipo('text') }}) as fluxo
    from {{ ref('plano_acao_orgao') }} as o
    inner join {{ ref('plano_acao') }} as p on o.id_plano_acao = p.id_plano_acao
    where p.numero_transferencia is not null
    union all
    select l.orgao_chave, b.id_plano_acao, l.numero_transferencia, b.contradicao, l.fluxo
    from {{ ref('nota_credito_lancamento') }} as l
    inner join {{ ref('plano_nota_credito') }} as b on l.linha_id = b.linha_id and b.id_plano_acao is not null
    union all
    select l.orgao_chave, b.id_plano_acao, l.numero_transferencia, b.contradicao, l.fluxo
    from {{ ref('programacao_financeira_lancamento') }} as l
    inner join {{ ref('plano_programacao_financeira') }} as b on l.linha_id = b.linha_id and b.id_plano_acao is not null
    union all
    select x.orgao_chave, x.id_plano_acao, cast(null as {{ tipo('text') }}) as numero_transferencia, x.contradicao, cast(null as {{ tipo('text') }}) as fluxo
    from {{ ref('execucao_ted') }} as x
    where x.id_plano_acao is not null and x.contradicao
)

select
    l.orgao_chave,
    l.id_plano_acao,
    coalesce(l.numero_transferencia, 'sem_numero') as numero_chave,
    l.numero_transferencia,
    {{ algum('l.contradicao') }} as contradicao,
    {{ algum('coalesce(' ~ papel_do_fluxo('l.fluxo') ~ ' <> o.papel_orgao, false)') }} as fluxo_contradiz
from linhas as l
left join {{ ref('plano_acao_orgao') }} as o on l.orgao_chave = o.orgao_chave and l.id_plano_acao = o.id_plano_acao
group by l.orgao_chave, l.id_plano_acao, l.numero_transferencia
