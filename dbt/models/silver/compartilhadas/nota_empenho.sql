-- One row per note, whatever systems show it; each attribute comes from the most trusted of them that has it (SIAFI,
-- Tesouro Gerencial, Compras.gov). It is removed when no system shows it any more.
with notas as (
    select
        coalesce(ne, ug_codigo || '/' || ne_curta) as ne_chave,
        *
    from {{ ref('nota_empenho_fonte') }}
    where ne_curta is not null
),

reunidas as (
    select
        ne_chave,
        max(ne) as ne,
        max(ne_curta) as ne_curta,
        max(ug_codigo) as ug_codigo,
        {{ filtrado('max(gestao_codigo)', 'ne is not null') }} as gestao_codigo,
        {%- for atributo in [
            'fornecedor_chave', 'data_emissao', 'natureza_codigo', 'subitem', 'ptres', 'fonte_codigo', 'plano_interno',
            'ug_responsavel', 'esfera', 'processo', 'compra_id17', 'descricao', 'observacao', 'tipo_empenho'
        ] %}
        {{ preferido(atributo, tipo_sql='date' if atributo == 'data_emissao' else 'text') }} as {{ atributo }},
        {%- endfor %}
        {{ lista_ordenada('_fonte', 'preferencia') }} as fontes,
        {{ preferido('_fonte') }} as _fonte,
        max(_ingested_at) as _ingested_at,
        max(_run_id) as _run_id,
        case when {{ todos('_deleted_at is not null') }} then max(_deleted_at) end as _deleted_at,
        {{ algum(contem('_erros_conversao', "'data_emissao'")) }} as data_ilegivel
    from notas
    group by ne_chave
)

select
    n.ne_chave,
    n.ne,
    n.ne_curta,
    coalesce(orgao_ug.orgao_chave, 'nao_identificado') as orgao_chave,
    n.ug_codigo,
    n.gestao_codigo,
    cast(substr(n.ne_curta, 1, 4) as integer) as ano,
    substr(n.ne_curta, 7) as numero,
    n.fornecedor_chave,
    n.data_emissao,
    n.natureza_codigo,
    n.subitem,
    n.ptres,
    n.fonte_codigo,
    n.plano_interno,
    n.ug_responsavel,
    n.esfera,
    n.processo,
    {{ processo_nup('n.processo') }} as processo_nup,
    n.compra_id17,
    n.descricao,
    n.observacao,
    n.tipo_empenho,
    n.fontes,
    n._fonte,
    n._ingested_at,
    n._run_id,
    n._deleted_at,
    case when n.data_emissao is null and n.data_ilegivel then {{ lista_de_um("'data_emissao'") }} else {{ lista_vazia() }} end
        as _erros_conversao
from reunidas as n
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on n.ug_codigo = orgao_ug.ug_codigo
