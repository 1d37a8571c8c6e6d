{{ config(indexes=por_filtro(['coluna', 'formula_codigo', 'produto'])) }}
{% set colunas = [('gold', '', '', 0, '', '', '')] %}
{% if execute %}
{% for no in graph.nodes.values() if no.resource_type == 'model' and no.schema in ('gold', 'gold_restrito') %}
{% for coluna in no.columns.values() %}
{% do colunas.append((no.schema, no.name, coluna.name, loop.index, coluna.data_type, coluna.description, coluna.config.meta.lgpd)) %}
{% endfor %}
{% endfor %}
{% endif %}
with colunas (esquema, produto, coluna, ordem, tipo, descricao, classe_lgpd) as (
    values
    {% for esquema, produto, coluna, ordem, tipo, descricao, classe in colunas %}
    ('{{ esquema }}', '{{ produto }}', '{{ coluna }}', {{ ordem }}, '{{ tipo }}', {{ literal(descricao) }}, '{{ classe }}'){{ "," if not loop.last }}
    {% endfor %}
),

fontes as (
    select
        destino as produto,
        {{ lista_de_textos(parte('origem', '.', 1), ', ', parte('origem', '.', 1), distinto=true) }} as fontes
    from {{ ref('linhagem') }}
    where origem_camada = 'bronze' and origem not like 'plataforma.%'
    group by destino
)

select
    c.esquema,
    c.produto,
    c.coluna,
    c.ordem,
    c.tipo,
    c.descricao,
    (
        select {{ lista_de_textos('achados.codigo[1]', ', ', 'achados.codigo[1]', distinto=true) }}
        from regexp_matches(c.descricao, '\m((?:CON|ORC|TED|PES|DAD)\d{2})\M', 'g') as achados (codigo)
    ) as formula_codigo,
    c.classe_lgpd,
    f.fontes
from colunas as c
left join fontes as f on c.produto = f.produto
where c.produto <> ''
