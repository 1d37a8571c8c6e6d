-- Financial programming line -> plan (2.5), as in plano_nota_credito. The number alone, without its unit, proves nothing.
with linhas as (
    select * from {{ ref('programacao_financeira_lancamento') }}
),

numeros_unicos as (
    select ug_emitente, pf_curta
    from linhas
    group by ug_emitente, pf_curta
    having count(distinct pf) = 1
),

todos as (
    select
        l.linha_id, l.pf, 0 as regra_ordem, 'P0_manual' as regra_codigo, 'manual' as confianca, true as estruturada,
        m.id_plano_acao, 'Decisão de ' || m.autor || ': ' || m.motivo as evidencia
    from linhas as l
    inner join {{ ref('vinculo_manual_plano_programacao_financeira') }} as m on l.pf = m.pf and m.decisao = 'vincular'
    union all
    select
        l.linha_id, l.pf, 1 as regra_ordem, 'P1_documento' as regra_codigo, 'exata' as confianca, true as estruturada,
        f.id_plano_acao, l.pf as evidencia
    from linhas as l
    inner join {{ ref('programacao_financeira') }} as f on l.pf = f.pf
    union all
    select
        l.linha_id, l.pf, 1 as regra_ordem, 'P1_documento' as regra_codigo, 'alta' as confianca, true as estruturada,
        f.id_plano_acao, l.ug_emitente || ' ' || l.pf_curta as evidencia
    from linhas as l
    inner join numeros_unicos as u on l.ug_emitente = u.ug_emitente and l.pf_curta = u.pf_curta
    inner join {{ ref('programacao_financeira') }} as f on f.pf is null and l.ug_emitente = f.ug_emitente and l.pf_curta = f.pf_curta
    union all
    select
        l.linha_id, l.pf, 2 as regra_ordem, 'P2_transferencia' as regra_codigo, 'alta' as confianca, true as estruturada,
        p.id_plano_acao, 'Transferência ' || l.numero_transferencia as evidencia
    from linhas as l
    inner join {{ ref('plano_acao') }} as p
        on l.numero_transferencia = p.numero_transferencia
        and (p.ano_instrumento is null or l.exercicio >= p.ano_instrumento)
        and {{ unidades_do_plano('l', 'p') }}
    union all
    select
        l.linha_id, l.pf, 3 as regra_ordem, 'P3_texto' as regra_codigo, 'media' as confianca, false as estruturada,
        p.id_plano_acao, 'Texto cita ' || p.numero_transferencia as evidencia
    from linhas as l
    cross join {{ transferencias_citadas('l.observacao') }}
    inner join {{ ref('plano_acao') }} as p
        on {{ achado('citada') }} = p.numero_transferencia
        and (p.ano_instrumento is null or l.exercicio >= p.ano_instrumento)
        and {{ unidades_do_plano('l', 'p') }}
),

candidatos as (
    select t.*
    from todos as t
    left join {{ ref('vinculo_manual_plano_programacao_financeira') }} as m
        on t.pf = m.pf and t.id_plano_acao = m.id_plano_acao and m.decisao = 'proibir'
    where m.pf is null
),

{{ decisao_de_vinculo('linha_id') }}

select
    l.linha_id,
    l.orgao_chave,
    l.pf,
    {{ colunas_de_vinculo('P', 'linha_id') }},
    {{ grupo_do_vinculo("case when e.linha_id is null then 'nenhuma' when e.id_plano_acao is null then 'ambigua' else e.confianca end", 'l.numero_transferencia') }}
        as grupo,
    l.data_lancamento as vigente_de,
    {{ colunas_tecnicas('l', 'tesouro_gerencial') }},
    {{ lista_vazia() }} as _erros_conversao
from linhas as l
left join escolhida as e on l.linha_id = e.linha_id
left join contrariada as k on l.linha_id = k.linha_id
