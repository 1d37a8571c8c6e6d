{#-
    What a build leaves in auditoria beside the rows that failed: the outcome of every test, how many rows of each silver
    table have a conversion error, and when incremental models were built. Counts only: a message of the database may quote a value.
-#}

{% macro prepara_auditoria() -%}
{%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot'] -%}
select pg_advisory_xact_lock(hashtextextended('govhub.auditoria', 0));
create table if not exists auditoria.teste_resultado (
    invocation_id text not null,
    executado_em timestamp with time zone not null,
    teste text not null,
    modelo text,
    coluna text,
    severidade text not null,
    desfecho text not null,
    qtd_falhas bigint,
    primary key (invocation_id, teste)
);
create table if not exists auditoria.conversao_resultado (
    tabela text primary key,
    medido_em timestamp with time zone not null,
    qtd_linhas bigint not null,
    qtd_com_erro bigint not null,
    erros_por_coluna jsonb not null
);
create table if not exists auditoria.construcao (
    modelo text primary key,
    construido_em timestamp with time zone not null,
    assinatura text not null
);
{%- endif -%}
{%- endmacro %}

{% macro registra_resultados(results) -%}
{%- if execute and flags.WHICH in ['build', 'run', 'test', 'snapshot'] -%}
{%- set testes = [] -%}
{%- for r in results if r.node.resource_type == 'test' and r.status in ['pass', 'warn', 'fail', 'error'] %}{% do testes.append(r) %}{% endfor -%}
{%- if testes %}
insert into auditoria.teste_resultado (invocation_id, executado_em, teste, modelo, coluna, severidade, desfecho, qtd_falhas)
select '{{ invocation_id }}', '{{ run_started_at }}', t.*
from (
    values
    {%- for r in testes %}
    {{ desfechos(r) | join(",\n    ") }}{{ "," if not loop.last }}
    {%- endfor %}
) as t (teste, modelo, coluna, severidade, desfecho, qtd_falhas)
on conflict do nothing;
{%- for r in testes if r.status in ['warn', 'fail'] and reune_regras(r.node) %}
{{ reprova_regras(r.node) }}
{%- endfor %}
delete from auditoria.teste_resultado where executado_em < now() - interval '{{ var("retencao_testes_dias") }} days';
{%- endif %}
{%- for r in results if r.status == 'success' and r.node.resource_type == 'model' and '_erros_conversao' in r.node.columns %}
{{ conta_conversoes(r.node) }}
{%- endfor %}
{%- for r in results if r.status == 'success' and r.node.resource_type == 'model' and r.node.config.materialized == 'incremental' %}
insert into auditoria.construcao (modelo, construido_em, assinatura)
values ('{{ r.node.name }}', '{{ run_started_at }}', {{ assinatura(r.node) }})
on conflict (modelo) do update set construido_em = excluded.construido_em, assinatura = excluded.assinatura;
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
{{ return(
    "('" ~ [teste, "', ", ou_nulo(modelo), ', ', ou_nulo(coluna), ", '", severidade, "', '", situacao, "', cast(",
    falhas if falhas is not none else 'null', ' as bigint))'] | join
) }}
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
insert into auditoria.conversao_resultado (tabela, medido_em, qtd_linhas, qtd_com_erro, erros_por_coluna)
select
    '{{ no.name }}',
    '{{ run_started_at }}',
    count(*),
    count(*) filter (where cardinality(_erros_conversao) > 0),
    coalesce((
        select jsonb_object_agg(coluna, linhas) from (
            select coluna, count(*) as linhas
            from {{ no.schema }}.{{ no.alias }} cross join lateral unnest(_erros_conversao) as erros (coluna)
            group by coluna
        ) as contagens
    ), '{}')
from {{ no.schema }}.{{ no.alias }}
on conflict (tabela) do update set
    medido_em = excluded.medido_em, qtd_linhas = excluded.qtd_linhas,
    qtd_com_erro = excluded.qtd_com_erro, erros_por_coluna = excluded.erros_por_coluna;
{%- endmacro %}

{#- The model that a test is about; a test of several is about the last one it reads. -#}
{% macro modelo_testado(no) -%}
{{ return((no.attached_node or (no.depends_on.nodes | last) or '').split('.')[-1] or none) }}
{%- endmacro %}

{% macro ou_nulo(valor) -%}
{{ return("'" ~ valor | replace("'", "''") ~ "'" if valor else 'null') }}
{%- endmacro %}
