-- Which tables, snapshots and seeds each one descends from, and which panels show it: the graph of this project.
{% set arestas = [('', '', '', '')] %}
{% if execute %}
{% for no in graph.nodes.values() if no.resource_type in ('model', 'snapshot') %}
{% for pai in no.depends_on.nodes %}
{% set origem = graph.nodes.get(pai) or graph.sources[pai] %}
{% set nome = origem.source_name ~ '.' ~ origem.name if origem.resource_type == 'source' else origem.name %}
{% do arestas.append((no.name, no.schema, nome, origem.schema)) %}
{% endfor %}
{% endfor %}
{% for painel in graph.exposures.values() %}
{% for pai in painel.depends_on.nodes %}{% do arestas.append((painel.name, 'painel', graph.nodes[pai].name, graph.nodes[pai].schema)) %}{% endfor %}
{% endfor %}
{% endif %}
with recursive arestas as (
    select *
    from (
        values
        {% for aresta in arestas %}
        ('{{ aresta | join("', '") }}'){{ "," if not loop.last }}
        {% endfor %}
    ) as pares (destino, destino_camada, origem, origem_camada)
    where destino <> ''
),

caminhos as (
    select * from arestas
    {{ uniao() }}
    select
        c.destino,
        c.destino_camada,
        a.origem,
        a.origem_camada
    from caminhos as c
    inner join arestas as a on c.origem = a.destino
)

select
    c.destino,
    c.destino_camada,
    c.origem,
    c.origem_camada,
    a.destino is not null as eh_direta
from caminhos as c
left join (select distinct destino, origem from arestas) as a on c.destino = a.destino and c.origem = a.origem
