-- Credit note line -> plan (2.4). The first rule with a candidate decides; several plans are nobody's.
with linhas as (
    select l.*, n.observacao
    from {{ ref('nota_credito_lancamento') }} as l
    left join (
        select nc, min(observacao) as observacao
        from {{ ref('nota_credito_siafi') }}
        group by nc
    ) as n on l.nc = n.nc
),

numeros_unicos as (
    select ug_emitente, nc_curta
    from linhas
    group by ug_emitente, nc_curta
    having count(distinct nc) = 1
),

todos as (
    select
        l.linha_id, l.nc, 0 as regra_ordem, 'T0_manual' as regra_codigo, 'manual' as confianca, true as estruturada,
        m.id_plano_acao, 'Decisão de ' || m.autor || ': ' || m.motivo as evidencia
    from linhas as l
    inner join {{ ref('vinculo_manual_plano_nota_credito') }} as m on l.nc = m.nc and m.decisao = 'vincular'
    union all
    select
        l.linha_id, l.nc, 1 as regra_ordem, 'T1_documento' as regra_codigo, 'exata' as confianca, true as estruturada,
        n.id_plano_acao, l.nc as evidencia
    from linhas as l
    inner join {{ ref('nota_credito') }} as n on l.nc = n.nc
    union all
    select
        l.linha_id, l.nc, 2 as regra_ordem, 'T2_documento_sem_gestao' as regra_codigo, 'alta' as confianca, true as estruturada,
        n.id_plano_acao, l.ug_emitente || ' ' || l.nc_curta as evidencia
    from linhas as l
    inner join numeros_unicos as u on l.ug_emitente = u.ug_emitente and l.nc_curta = u.nc_curta
    inner join {{ ref('nota_credito') }} as n on n.nc is null and l.ug_emitente = n.ug_emitente and l.nc_curta = n.nc_curta
    union all
    select
        l.linha_id, l.nc, 3 as regra_ordem, 'T3_transferencia' as regra_codigo, 'alta' as confianca, true as estruturada,
        p.id_plano_acao, 'Transferência ' || l.numero_transferencia as evidencia
    from linhas as l
    inner join {{ ref('plano_acao') }} as p
        on l.numero_transferencia = p.numero_transferencia
        and (p.ano_instrumento is null or l.exercicio >= p.ano_instrumento)
        and {{ unidades_do_plano('l', 'p') }}
    union all
    select
        l.linha_id, l.nc, 4 as regra_ordem, 'T4_texto' as regra_codigo, 'media' as confianca, false as estruturada,
        p.id_plano_acao, 'Texto cita ' || p.numero_transferencia as evidencia
    from linhas as l
    cross join {{ transferencias_citadas(unidos(['l.descricao', 'l.observacao'], ' ')) }}
    inner join {{ ref('plano_acao') }} as p
        on {{ achado('citada') }} = p.numero_transferencia
        and (p.ano_instrumento is null or l.exercicio >= p.ano_instrumento)
        and {{ unidades_do_plano('l', 'p') }}
),

candidatos as (
    select t.*
    from todos as t
    left join {{ ref('vinculo_manual_plano_nota_credito') }} as m
        on t.nc = m.nc and t.id_plano_acao = m.id_plano_acao and m.decisao = 'proibir'
    where m.nc is null
),

{{ decisao_de_vinculo('linha_id') }}

select
    l.linha_id,
    l.orgao_chave,
    l.nc,
    {{ colunas_de_vinculo('T', 'linha_id') }},
    {{ grupo_do_vinculo("case when e.linha_id is null then 'nenhuma' when e.id_plano_acao is null then 'ambigua' else e.confianca end", 'l.numero_transferencia') }}
        as grupo,
    l.data_lancamento as vigente_de,
    {{ colunas_tecnicas('l', 'tesouro_gerencial') }},
    {{ lista_vazia() }} as _erros_conversao
from linhas as l
left join escolhida as e on l.linha_id = e.linha_id
left join contrariada as k on l.linha_id = k.linha_id
