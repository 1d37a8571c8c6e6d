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
{% set linhas = [] %}
{% for aresta in arestas %}
{% do linhas.append(["'" ~ aresta[0] ~ "'", "'" ~ aresta[1] ~ "'", "'" ~ aresta[2] ~ "'", "'" ~ aresta[3] ~ "'"]) %}
{% endfor %}
with {{ recursivo() }} arestas as (
    select *
    from {{ linhas_constantes('pares', ['destino', 'destino_camada', 'origem', 'origem_camada'], linhas) }}
    where destino <> ''
),

{{ caminhos_das_arestas() }}

select
    c.destino,
    c.destino_camada,
    c.origem,
    c.origem_camada,
    a.destino is not null as eh_direta
from caminhos as c
left join (select distinct destino, origem from arestas) as a on c.destino = a.destino and c.origem = a.origem
