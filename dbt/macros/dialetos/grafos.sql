{#-
    What a graph reaches: the CTE `caminhos` of the CTE `arestas` (destino, destino_camada, origem, origem_camada). Snowflake and
    BigQuery take no `union` of distinct rows in a recursion, and without it each path of a graph is a row: there each step
    doubles how far the one before it reaches, up to 64 edges.
-#}
{% macro caminhos_das_arestas() -%}
    {{ return(adapter.dispatch('caminhos_das_arestas', 'govhub')()) }}
{%- endmacro %}

{% macro default__caminhos_das_arestas() -%}
caminhos as (
    select * from arestas
    union
    select
        c.destino,
        c.destino_camada,
        a.origem,
        a.origem_camada
    from caminhos as c
    inner join arestas as a on c.origem = a.destino
)
{%- endmacro %}

{% macro snowflake__caminhos_das_arestas() -%}
{{ caminhos_dobrados() }}
{%- endmacro %}

{% macro bigquery__caminhos_das_arestas() -%}
{{ caminhos_dobrados() }}
{%- endmacro %}

{% macro caminhos_dobrados(passos=6) -%}
{%- for passo in range(passos) -%}
{%- set antes = "alcance_" ~ passo if passo else "arestas" -%}
alcance_{{ passo + 1 }} as (
    select * from {{ antes }}
    {{ uniao() }}
    select
        c.destino,
        c.destino_camada,
        a.origem,
        a.origem_camada
    from {{ antes }} as c
    inner join {{ antes }} as a on c.origem = a.destino
),

{% endfor -%}
caminhos as (
    select * from alcance_{{ passos }}
)
{%- endmacro %}

{#- After `with`, where a CTE of the statement reads itself. -#}
{% macro recursivo() -%}
    {{ return(adapter.dispatch('recursivo', 'govhub')()) }}
{%- endmacro %}

{% macro default__recursivo() -%}
recursive
{%- endmacro %}

{% macro snowflake__recursivo() -%}

{%- endmacro %}

{% macro bigquery__recursivo() -%}

{%- endmacro %}
