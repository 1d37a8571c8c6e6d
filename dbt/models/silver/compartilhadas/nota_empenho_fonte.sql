-- One row per note and system that shows it. SIAFI's service leaves the gestão out: it is that of the only note with this
-- unit and number elsewhere, else that of the unit's register, else unknown, and then the key of 23 is null.
with compras as (
    select
        e.*,
        {{ documento_siafi('e.numero', 'e.unidade_gestora', 'e.gestao') }} as ne,
        row_number() over (
            partition by e.unidade_gestora, e.gestao, e.numero
            order by (e._deleted_at is not null), e._ingested_at desc, e.contrato_id, e.id
        ) as posicao
    from {{ source('compras_gov', 'empenhos') }} as e
),

-- The attributes of a note are those of its first line; all lines of a note are of one unit.
primeiras as (
    select
        ne,
        min(case when tipo_linha = 'movimento' and exercicio = ne_ano_emissao then data_lancamento end) as data_emissao,
        substr(min(coalesce({{ data_formatada('data_lancamento', 'YYYYMMDD') }}, '99999999') || linha_id), 9) as linha_id
    from {{ ref('empenho_lancamento') }}
    where ne is not null
    group by ne
),

tesouro as (
    select
        l.*,
        p.data_emissao
    from primeiras as p
    inner join {{ ref('empenho_lancamento') }} as l on p.linha_id = l.linha_id
),

conhecidas as (
    select ne from compras
    {{ uniao() }}
    select ne from tesouro
),

gestoes as (
    select
        substr(ne, 1, 6) as ug_codigo,
        substr(ne, 12) as ne_curta,
        max(substr(ne, 7, 5)) as gestao_codigo
    from conhecidas
    where ne is not null
    group by substr(ne, 1, 6), substr(ne, 12)
    having count(*) = 1
),

unidades as (
    select
        cod_ug as ug_codigo,
        max(cod_gestao) as gestao_codigo
    from {{ source('siafi', 'unidades_gestoras') }}
    where _deleted_at is null and {{ casa('cod_gestao', '^\\d{5}$') }}
    group by cod_ug
    having count(distinct cod_gestao) = 1
),

siafi as (
    select
        s.*,
        {{ documento_curto("s.ano_empenho || 'NE' || s.num_empenho") }} as ne_curta,
        coalesce(g.gestao_codigo, u.gestao_codigo) as gestao_codigo
    from {{ source('siafi', 'notas_empenho') }} as s
    left join gestoes as g
        on s.ug_emitente = g.ug_codigo and {{ documento_curto("s.ano_empenho || 'NE' || s.num_empenho") }} = g.ne_curta
    left join unidades as u on s.ug_emitente = u.ug_codigo
)

select
    1 as preferencia,
    {{ documento_siafi('s.ne_curta', 's.ug_emitente', 's.gestao_codigo') }} as ne,
    s.ne_curta,
    s.ug_emitente as ug_codigo,
    s.gestao_codigo,
    {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 's.cod_favorecido_mascara', 's.cod_favorecido_pseudonimo') }} as fornecedor_chave,
    {{ data_iso('s.dt_emis') }} as data_emissao,
    {{ natureza_codigo('s.cod_nat_desp') }} as natureza_codigo,
    {{ natureza_subitem('s.cod_nat_desp') }} as subitem,
    {{ codigo_sentinela('s.cod_ptres') }} as ptres,
    {{ codigo_sentinela('s.cod_fonte_rec') }} as fonte_codigo,
    {{ codigo_sentinela('s.cod_plano_interno') }} as plano_interno,
    {{ codigo_sentinela('s.ug_responsavel') }} as ug_responsavel,
    {{ texto('s.esfera') }} as esfera,
    {{ texto('s.txt_processo') }} as processo,
    {{ trecho('s.txt_info_compl', '^\\d{17}') }} as compra_id17,
    {{ sem_cpf(texto('s.txt_descricao')) }} as descricao,
    cast(null as {{ tipo('text') }}) as observacao,
    case s.tipo_empenho when '1' then 'ordinario' when '3' then 'estimativo' when '5' then 'global' end as tipo_empenho,
    {{ colunas_tecnicas('s', 'siafi') }},
    {{ erros_conversao([('data_emissao', 's.dt_emis', data_iso('s.dt_emis'))]) }} as _erros_conversao
from siafi as s
union all
select
    2, t.ne, t.ne_curta, t.ug_codigo, substr(t.ne, 7, 5), t.fornecedor_chave, t.data_emissao, t.natureza_codigo, null, t.ptres,
    t.fonte_codigo, null, null, null, t.processo_nup, t.compra_id17, t.ne_descricao, t.observacao, null,
    t._fonte, t._ingested_at, t._run_id, t._deleted_at, t._erros_conversao
from tesouro as t
union all
select
    3,
    c.ne,
    {{ documento_curto('c.numero') }},
    c.unidade_gestora,
    c.gestao,
    {{ fornecedor_chave('c.credor_obj_tipo', 'c.credor_obj_cnpj_cpf_idgener_mascara', 'c.credor_obj_cnpj_cpf_idgener_pseudonimo') }},
    {{ data_iso('c.data_emissao') }},
    {{ natureza_codigo('c.naturezadespesa') }},
    {{ natureza_subitem('c.naturezadespesa') }},
    {{ texto('c.programa_trabalho') }}, {{ texto('c.fonte_recurso') }}, {{ codigo_de('c.planointerno') }}, null, null, null,
    {{ trecho('c.informacao_complementar', '^\\d{17}') }}, null, null, null, {{ colunas_tecnicas('c') }},
    {{ erros_conversao([('data_emissao', 'c.data_emissao', data_iso('c.data_emissao'))]) }}
from compras as c
where c.posicao = 1
