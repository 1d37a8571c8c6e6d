{#-
    What a build leaves in auditoria beside the rows that failed: the outcome of every test, how many rows of each silver
    table have a conversion error, and when incremental models were built. Counts only: a message of the database may quote a value.
-#}

{% macro prepara_auditoria() -%}
{%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot'] -%}
{{ trava_da_auditoria() }}
create table if not exists auditoria.teste_resultado (
    invocation_id {{ tipo('text') }} not null,
    executado_em {{ tipo('timestamptz') }} not null,
    teste {{ tipo('text') }} not null,
    modelo {{ tipo('text') }},
    coluna {{ tipo('text') }},
    severidade {{ tipo('text') }} not null,
    desfecho {{ tipo('text') }} not null,
    qtd_falhas {{ tipo('bigint') }}{{ chave_primaria(['invocation_id', 'teste']) }}
);
create table if not exists auditoria.conversao_resultado (
    tabela {{ tipo('text') }} not null,
    medido_em {{ tipo('timestamptz') }} not null,
    qtd_linhas {{ tipo('bigint') }} not null,
    qtd_com_erro {{ tipo('bigint') }} not null,
    erros_por_coluna {{ tipo('jsonb') }} not null{{ chave_primaria(['tabela']) }}
);
create table if not exists auditoria.construcao (
    modelo {{ tipo('text') }} not null,
    construido_em {{ tipo('timestamptz') }} not null,
    assinatura {{ tipo('text') }} not null{{ chave_primaria(['modelo']) }}
);
{%- endif -%}
{%- endmacro %}

{% macro registra_resultados(results) -%}
{%- if execute and flags.WHICH in ['build', 'run', 'test', 'snapshot'] -%}
{%- set testes = [] -%}
{%- for r in results if r.node.resource_type == 'test' and r.status in ['pass', 'warn', 'fail', 'error'] %}{% do testes.append(r) %}{% endfor -%}
{%- if testes %}
{%- set linhas = [] -%}
{%- for r in testes %}{% do linhas.extend(desfechos(r)) %}{% endfor %}
insert into auditoria.teste_resultado (invocation_id, executado_em, teste, modelo, coluna, severidade, desfecho, qtd_falhas)
select '{{ invocation_id }}', cast('{{ run_started_at }}' as {{ tipo('timestamptz') }}), t.*
from {{ linhas_constantes('t', ['teste', 'modelo', 'coluna', 'severidade', 'desfecho', 'qtd_falhas'], linhas) }}
{{ sem_repetir() }};
{%- for r in testes if r.status in ['warn', 'fail'] and reune_regras(r.node) %}
{{ reprova_regras(r.node) }}
{%- endfor %}
delete from auditoria.teste_resultado where executado_em < {{ desloca(agora(), -var("retencao_testes_dias"), 'day') }};
{%- endif %}
{%- for r in results if r.status == 'success' and r.node.resource_type == 'model' and '_erros_conversao' in r.node.columns %}
{{ conta_conversoes(r.node) }}
{%- endfor %}
{%- for r in results if r.status == 'success' and r.node.resource_type == 'model' and r.node.config.materialized == 'incremental' %}
{{ substitui_linha(
    'auditoria.construcao', ['modelo', 'construido_em', 'assinatura'], "'" ~ r.node.name ~ "'",
    "select '" ~ r.node.name ~ "', cast('" ~ run_started_at ~ "' as " ~ tipo('timestamptz') ~ "), " ~ assinatura(r.node)
) }}
{%- endfor %}
{%- endif -%}
{%- endmacro %}

{#- A row per rule that a test checks, as if none were violated, or the row of a test that is one rule. -#}
{% macro desfechos(r) -%}
{%- set linhas = [] -%}
{%- if reune_regras(r.node) -%}
{%- for regra in regras_de(graph.nodes[r.node.attached_node]) -%}
{%- do linhas.append(desfecho(
    regra.nome, modelo_testado(r.node), regra.coluna, regra.severidade, 'error' if r.status == 'error' else 'pass', none if r.status == 'error' else 0
)) -%}
{%- endfor -%}
{%- else -%}
{%- do linhas.append(desfecho(
    r.node.name, modelo_testado(r.node), r.node.column_name, r.node.config.severity | lower, r.status, r.failures
)) -%}
{%- endif -%}
{{ return(linhas) }}
{%- endmacro %}

{% macro desfecho(teste, modelo, coluna, severidade, situacao, falhas) -%}
{{ return([
    "'" ~ teste ~ "'", ou_nulo(modelo), ou_nulo(coluna), "'" ~ severidade ~ "'", "'" ~ situacao ~ "'",
    "cast(" ~ (falhas if falhas is not none else 'null') ~ " as " ~ tipo('bigint') ~ ")"
]) }}
{%- endmacro %}

{#- The rules that a test of several found violated, as its stored rows say. -#}
{% macro reprova_regras(no) -%}
update auditoria.teste_resultado as t set
    qtd_falhas = f.linhas,
    desfecho = case when f.severidade = 'error' and f.teste not in ({{ falhas_aceitas() }}) then 'fail' else 'warn' end
from (select teste, severidade, sum(linhas) as linhas from {{ no.relation_name }} group by teste, severidade) as f
where t.invocation_id = '{{ invocation_id }}' and t.teste = f.teste;
{%- endmacro %}

{% macro conta_conversoes(no) -%}
{{ substitui_linha(
    'auditoria.conversao_resultado', ['tabela', 'medido_em', 'qtd_linhas', 'qtd_com_erro', 'erros_por_coluna'], "'" ~ no.name ~ "'",
    conversoes_contadas(no, no.schema ~ '.' ~ no.alias)
) }}
{%- endmacro %}

{% macro conversoes_contadas(no, relacao) -%}
select
    '{{ no.name }}',
    cast('{{ run_started_at }}' as {{ tipo('timestamptz') }}),
    count(*),
    {{ filtrado('count(*)', tamanho('_erros_conversao') ~ ' > 0') }},
    coalesce((
        select {{ objeto_de('coluna', 'linhas') }} from (
            select {{ item('erros') }} as coluna, count(*) as linhas
            from {{ relacao }} cross join {{ itens('_erros_conversao', 'erros') }}
            group by 1
        ) as contagens
    ), {{ objeto_vazio() }})
from {{ relacao }}
{%- endmacro %}

{#- The model that a test is about; a test of several is about the last one it reads. -#}
{% macro modelo_testado(no) -%}
{{ return((no.attached_node or (no.depends_on.nodes | last) or '').split('.')[-1] or none) }}
{%- endmacro %}

{% macro ou_nulo(valor) -%}
{{ return("'" ~ valor | replace("'", "''") ~ "'" if valor else 'null') }}
{%- endmacro %}
