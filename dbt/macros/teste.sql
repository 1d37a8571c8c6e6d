{#-
    A test that passes writes nothing: rows that fail are stored when there are any, and those of an earlier build go. dbt's
    own way makes a table per test and build, nearly always to hold nothing.
-#}
{% materialization test, default %}
{%- set consulta = get_limit_subquery_sql(sql, config.get('limit')) -%}
{%- set relations = [] -%}
{% call statement('main', fetch_result=True) -%}
{{ get_test_sql(consulta, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
{%- endcall %}
{%- if should_store_failures() -%}
{%- set antes = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
{%- set falhas = load_result('main')['data'][0][0] -%}
{%- if antes -%}
{%- call statement('retira', auto_begin=True) -%}drop {{ antes.type }} if exists {{ antes }}{%- endcall -%}
{%- endif -%}
{%- if falhas -%}
{%- set tabela = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type='table') -%}
{%- call statement('guarda', auto_begin=True) -%}{{ get_create_table_as_sql(false, tabela, consulta) }}{%- endcall -%}
{%- do relations.append(tabela) -%}
{%- if reune_regras(model) %}{% do conta_quem_falhou(tabela) %}{% endif -%}
{%- endif -%}
{%- if antes or falhas %}{% do adapter.commit() %}{% endif -%}
{%- endif -%}
{{ return({'relations': relations}) }}
{% endmaterialization %}

{#- Say which rules of a table are violated: their names and in how many rows, never a value. Engines name columns in their own case. -#}
{% macro conta_quem_falhou(tabela) -%}
{%- for regra in run_query('select teste, severidade, sum(linhas) as linhas from ' ~ tabela ~ ' group by teste, severidade order by teste') -%}
{%- do print("  " ~ ("erro" if regra[1] == 'error' else "aviso") ~ ": " ~ regra[0] ~ ", " ~ regra[2] ~ " linha(s); veja " ~ tabela) -%}
{%- endfor -%}
{%- endmacro %}
