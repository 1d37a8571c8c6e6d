-- Commitment -> plan (2.6). A commitment may belong to a contract too: the two bridges are views of the same money.
with notas as (
    select * from {{ ref('empenho_ted_texto') }}
),

celulas as (
    select
        n.ug_favorecida as ug_codigo, e.ptres, e.fonte_codigo, e.plano_interno, n.id_plano_acao,
        cast(extract(year from n.data_emissao) as integer) as ano, min(n.data_emissao) as data_emissao
    from {{ ref('nota_credito_evento') }} as e
    inner join {{ ref('nota_credito') }} as n on e.id_nota = n.id_nota
    where n.nc_curta is not null and e.ptres is not null and e.classe in ('concessao', 'nao_mapeado')
    group by n.ug_favorecida, e.ptres, e.fonte_codigo, e.plano_interno, n.id_plano_acao, extract(year from n.data_emissao)
),

-- Four equal fields leave three equal ones aside.
por_celula as (
    select
        t.ne, c.id_plano_acao, t.plano_interno = c.plano_interno as com_plano_interno, c.ptres, c.fonte_codigo,
        rank() over (partition by t.ne order by coalesce(t.plano_interno = c.plano_interno, false) desc) as posicao
    from notas as t
    inner join celulas as c on t.ug_codigo = c.ug_codigo and t.ptres = c.ptres and t.fonte_codigo = c.fonte_codigo
    where (t.plano_interno = c.plano_interno or t.plano_interno is null or c.plano_interno is null)
        and coalesce(t.data_emissao >= c.data_emissao, t.ano >= c.ano)
),

por_ptres as (
    select o.orgao_chave, c.ptres, c.ano, min(c.id_plano_acao) as id_plano_acao
    from celulas as c
    inner join {{ ref('plano_acao_orgao') }} as o on c.id_plano_acao = o.id_plano_acao and o.papel_orgao in ('recebedor', 'interno')
    group by o.orgao_chave, c.ptres, c.ano
    having count(distinct c.id_plano_acao) = 1
),

todos as (
    select
        t.ne, 0 as regra_ordem, 'E0_manual' as regra_codigo, 'manual' as confianca, true as estruturada, m.id_plano_acao,
        'Decisão de ' || m.autor || ': ' || m.motivo as evidencia
    from notas as t
    inner join {{ ref('vinculo_manual_plano_empenho') }} as m on t.ne = m.ne and m.decisao = 'vincular'
    union all
    select
        t.ne, 1 as regra_ordem, 'E1_nc_citada' as regra_codigo, 'alta' as confianca, true as estruturada, n.id_plano_acao,
        'Texto cita ' || coalesce({{ nota_citada_emitente() }}, '') || {{ nota_citada_curta() }} as evidencia
    from notas as t
    cross join {{ notas_credito_citadas('t.texto') }}
    inner join {{ ref('nota_credito') }} as n
        on {{ nota_citada_curta() }} = n.nc_curta and t.ug_codigo = n.ug_favorecida
        and ({{ nota_citada_emitente() }} is null or {{ nota_citada_emitente() }} || {{ nota_citada_curta() }} = n.nc)
    union all
    select
        c.ne, 2 as regra_ordem, 'E2_celula' as regra_codigo, case when c.com_plano_interno then 'alta' else 'media' end as confianca,
        true as estruturada, c.id_plano_acao, 'PTRES ' || c.ptres || ', fonte ' || c.fonte_codigo as evidencia
    from por_celula as c
    where c.posicao = 1
    union all
    select
        t.ne, 3 as regra_ordem, 'E3_transferencia_texto' as regra_codigo, 'media' as confianca, false as estruturada, p.id_plano_acao,
        'Texto cita ' || p.numero_transferencia as evidencia
    from notas as t
    cross join {{ transferencias_citadas('t.texto') }}
    inner join {{ ref('plano_acao') }} as p
        on {{ achado('citada') }} = p.numero_transferencia and (p.ano_instrumento is null or t.ano >= p.ano_instrumento)
    inner join {{ ref('plano_acao_orgao') }} as o on p.id_plano_acao = o.id_plano_acao and t.orgao_chave = o.orgao_chave
    union all
    select
        t.ne, 4 as regra_ordem, 'E4_ptres' as regra_codigo, 'baixa' as confianca, false as estruturada, c.id_plano_acao,
        'PTRES ' || c.ptres || ' em ' || c.ano as evidencia
    from notas as t
    inner join por_ptres as c on t.orgao_chave = c.orgao_chave and t.ptres = c.ptres and t.ano = c.ano
),

candidatos as (
    select t.*
    from todos as t
    left join {{ ref('vinculo_manual_plano_empenho') }} as m
        on t.ne = m.ne and t.id_plano_acao = m.id_plano_acao and m.decisao = 'proibir'
    where m.ne is null
),

{{ decisao_de_vinculo('ne') }}

select
    t.ne,
    t.orgao_chave,
    {{ colunas_de_vinculo('E', 'ne') }},
    t.data_emissao as vigente_de,
    {{ colunas_tecnicas('t', 'tesouro_gerencial') }},
    {{ lista_vazia() }} as _erros_conversao
from notas as t
left join escolhida as e on t.ne = e.ne
left join contrariada as k on t.ne = k.ne
