-- The naturezas that any source used, named by the parts of the classification. A name that a source gives comes first, in
-- the order of the list; without any, the name of the elemento.
{% set fontes = [
    ('tesouro_gerencial', 'notas_empenho', 'natureza_despesa', 'natureza_despesa_descricao'),
    ('tesouro_gerencial', 'orcamento_por_acao', 'natureza_despesa_codigo', 'natureza_despesa_nome'),
    ('tesouro_gerencial', 'notas_credito', 'natureza_despesa', none),
    ('compras_gov', 'empenhos', 'naturezadespesa', none),
    ('transferegov_ted', 'eventos', 'natureza_despesa_evento_codigo_natureza', 'natureza_despesa_evento_descricao_natureza'),
    ('compras_dados_abertos', 'natureza_despesa_servico', 'codigo_natureza_despesa', 'nome_natureza_despesa'),
    ('compras_dados_abertos', 'natureza_despesa_material', 'codigo_natureza_despesa', 'nome_natureza_despesa'),
    ('siafi', 'notas_empenho', 'cod_nat_desp', none),
] %}
with vistas as (
    {% for fonte, recurso, coluna, nome in fontes %}
    select
        {{ natureza_codigo(coluna) }} as natureza_codigo,
        {{ texto(nome) if nome else "case when " ~ coluna ~ " like '% - %' then " ~ texto(rotulo_de(coluna)) ~ " end" }} as nome_fonte,
        {{ loop.index }} as preferencia,
        '{{ fonte }}' as fonte
    from (select {{ coluna }}{{ ', ' ~ nome if nome }} from {{ source(fonte, recurso) }} group by {{ coluna }}{{ ', ' ~ nome if nome }}) as vistos
    {{ "union all" if not loop.last }}
    {% endfor %}
),

codigos as (
    select
        natureza_codigo,
        {{ preferido('nome_fonte', 'nome_fonte') }} as nome_fonte,
        {{ lista_ordenada('fonte', distinta=true) }} as fontes
    from vistas
    where natureza_codigo is not null
    group by natureza_codigo
),

partes as (
    select
        natureza_codigo,
        nome_fonte,
        fontes,
        {{ natureza_partes('natureza_codigo') }}
    from codigos
)

select
    p.natureza_codigo,
    coalesce(p.nome_fonte, e.rotulo) as natureza,
    p.categoria_economica_codigo,
    c.rotulo as categoria_economica,
    p.grupo_codigo,
    g.rotulo as grupo,
    p.modalidade_aplicacao_codigo,
    m.rotulo as modalidade_aplicacao,
    p.elemento_codigo,
    e.rotulo as elemento,
    c.codigo is not null and g.codigo is not null and m.codigo is not null and e.codigo is not null as eh_classificada,
    {{ natureza_contratavel('p.natureza_codigo') }} as eh_contratavel,
    p.fontes
from partes as p
left join {{ ref('natureza_parte') }} as c on c.parte = 'categoria_economica' and p.categoria_economica_codigo = c.codigo
left join {{ ref('natureza_parte') }} as g on g.parte = 'grupo' and p.grupo_codigo = g.codigo
left join {{ ref('natureza_parte') }} as m on m.parte = 'modalidade_aplicacao' and p.modalidade_aplicacao_codigo = m.codigo
left join {{ ref('natureza_parte') }} as e on e.parte = 'elemento' and p.elemento_codigo = e.codigo
