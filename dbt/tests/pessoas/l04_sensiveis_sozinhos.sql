-- L04: race and colour, disability and health leave are columns of no gold product; they appear only as a category of a
-- dimension counted for the whole body, which is crossed with nothing.
{{ config(tags=['lgpd']) }}
{%- set achados = [] %}
{%- if execute %}
{%- for no in graph.nodes.values() if no.resource_type == 'model' and no.schema == 'gold' %}
{%- for coluna in no.columns if modules.re.search('(^|_)(raca|cor|deficiencia|sanguineo|licenca|doenca|invalidez|gestante)(_|$)', coluna) %}
{%- do achados.append(no.name ~ '.' ~ coluna) %}
{%- endfor %}
{%- endfor %}
{%- for no in graph.nodes.values() if no.name == 'pessoas_distribuicao' and no.resource_type == 'model' %}
{%- for coluna in no.columns if coluna not in [
    'orgao_chave', 'competencia', 'dimensao', 'categoria', 'categoria_rotulo', 'quantidade', 'pct', 'suprimido', 'data_referencia', 'dado_ate', 'atualizado_em',
] %}
{%- do achados.append('pessoas_distribuicao.' ~ coluna) %}
{%- endfor %}
{%- endfor %}
{%- endif %}
{%- set linhas = [["''"]] %}
{%- for achado in achados %}{% do linhas.append(["'" ~ achado ~ "'"]) %}{% endfor %}
select achado
from {{ linhas_constantes('achados', ['achado'], linhas) }}
where achado <> ''
