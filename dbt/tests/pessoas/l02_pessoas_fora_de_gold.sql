-- L02, T83: no product of people or structure outside gold_restrito has a column of class P3 or P4, or a person's key.
{{ config(tags=['lgpd']) }}
{%- set achados = [] %}
{%- if execute %}
{%- for no in graph.nodes.values() if no.resource_type == 'model' and no.schema == 'gold' and (no.fqn[2] in ['pessoas', 'estrutura']) %}
{%- for coluna in no.columns.values() if coluna.config.meta.lgpd in ['P3', 'P4'] or modules.re.search('pessoa_id|matricula|cpf', coluna.name) %}
{%- do achados.append(no.name ~ '.' ~ coluna.name) %}
{%- endfor %}
{%- endfor %}
{%- endif %}
{%- set linhas = [["''"]] %}
{%- for achado in achados %}{% do linhas.append(["'" ~ achado ~ "'"]) %}{% endfor %}
select achado
from {{ linhas_constantes('achados', ['achado'], linhas) }}
where achado <> ''
