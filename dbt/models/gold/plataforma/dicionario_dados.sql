{{ config(indexes=por_filtro(['coluna', 'formula_codigo', 'produto'])) }}
{% set colunas = [('gold', '', '', 0, '', '', '')] %}
{% if execute %}
{% for no in graph.nodes.values() if no.resource_type == 'model' and no.schema in ('gold', 'gold_restrito') %}
{% for coluna in no.columns.values() %}
{% do colunas.append((no.schema, no.name, coluna.name, loop.index, coluna.data_type, coluna.description, coluna.config.meta.lgpd)) %}
{% endfor %}
{% endfor %}
{% endif %}
{% set linhas = [] %}
{% for esquema, produto, coluna, ordem, tipo_sql, descricao, classe in colunas %}
{% do linhas.append(["'" ~ esquema ~ "'", "'" ~ produto ~ "'", "'" ~ coluna ~ "'", ordem, "'" ~ tipo_sql ~ "'", literal(descricao), "'" ~ classe ~ "'"]) %}
{% endfor %}
with colunas as (
    select * from {{ linhas_constantes('c', ['esquema', 'produto', 'coluna', 'ordem', 'tipo', 'descricao', 'classe_lgpd'], linhas) }}
),

formulas as (
    select
        c.esquema,
        c.produto,
        c.coluna,
        {{ lista_de_textos(achado('achados'), ', ', achado('achados'), distinto=true) }} as formula_codigo
    from colunas as c
    cross join {{ achados('c.descricao', '\\m(CON\\d{2}|ORC\\d{2}|TED\\d{2}|PES\\d{2}|DAD\\d{2})\\M', 'achados') }}
    group by c.esquema, c.produto, c.coluna
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
    formulas.formula_codigo,
    c.classe_lgpd,
    f.fontes
from colunas as c
left join formulas on c.esquema = formulas.esquema and c.produto = formulas.produto and c.coluna = formulas.coluna
left join fontes as f on c.produto = f.produto
where c.produto <> ''
