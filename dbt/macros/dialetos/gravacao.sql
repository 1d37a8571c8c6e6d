{#- What is written outside of models: keys, rows that take the place of others, and what holds two builds apart. -#}

{#- Two builds at once do not both create a table; the engines that have no such lock take `create table if not exists` alone. -#}
{% macro trava_da_auditoria() -%}
    {{ return(adapter.dispatch('trava_da_auditoria', 'govhub')()) }}
{%- endmacro %}

{% macro default__trava_da_auditoria() -%}
{%- endmacro %}

{% macro redshift__trava_da_auditoria() -%}
{%- endmacro %}

{% macro postgres__trava_da_auditoria() -%}
select pg_advisory_xact_lock(hashtextextended('govhub.auditoria', 0));
{%- endmacro %}

{#- The primary key at the end of the columns of a table, where the engine checks it. -#}
{% macro chave_primaria(colunas) -%}
    {{ return(adapter.dispatch('chave_primaria', 'govhub')(colunas)) }}
{%- endmacro %}

{% macro default__chave_primaria(colunas) -%}
{%- endmacro %}

{% macro redshift__chave_primaria(colunas) -%}
{%- endmacro %}

{% macro postgres__chave_primaria(colunas) -%}
,
    primary key ({{ colunas | join(', ') }})
{%- endmacro %}

{#- At the end of an insert: a row whose key is there already is left out. -#}
{% macro sem_repetir() -%}
    {{ return(adapter.dispatch('sem_repetir', 'govhub')()) }}
{%- endmacro %}

{% macro default__sem_repetir() -%}
{%- endmacro %}

{% macro redshift__sem_repetir() -%}
{%- endmacro %}

{% macro postgres__sem_repetir() -%}
on conflict do nothing
{%- endmacro %}

{#- The one row that a query gives, in the place of that of its key, which is the first of the columns. -#}
{% macro substitui_linha(tabela, colunas, chave, consulta) -%}
    {{ return(adapter.dispatch('substitui_linha', 'govhub')(tabela, colunas, chave, consulta)) }}
{%- endmacro %}

{% macro default__substitui_linha(tabela, colunas, chave, consulta) -%}
delete from {{ tabela }} where {{ colunas[0] }} = {{ chave }};
insert into {{ tabela }} ({{ colunas | join(', ') }})
{{ consulta }};
{%- endmacro %}

{% macro redshift__substitui_linha(tabela, colunas, chave, consulta) -%}
{{ default__substitui_linha(tabela, colunas, chave, consulta) }}
{%- endmacro %}

{% macro postgres__substitui_linha(tabela, colunas, chave, consulta) -%}
insert into {{ tabela }} ({{ colunas | join(', ') }})
{{ consulta }}
on conflict ({{ colunas[0] }}) do update set {% for coluna in colunas[1:] %}{{ coluna }} = excluded.{{ coluna }}{{ ", " if not loop.last }}{% endfor %};
{%- endmacro %}

{#- All rows of a table out, in the transaction that is open. -#}
{% macro esvazia(tabela) -%}
    {{ return(adapter.dispatch('esvazia', 'govhub')(tabela)) }}
{%- endmacro %}

{% macro default__esvazia(tabela) -%}
delete from {{ tabela }} where true
{%- endmacro %}

{% macro redshift__esvazia(tabela) -%}
delete from {{ tabela }}
{%- endmacro %}

{% macro postgres__esvazia(tabela) -%}
truncate {{ tabela }}
{%- endmacro %}

{#-
    Whether what a model takes out before it is computed and what it writes then are one transaction. Where they are not, a
    build that fails between them leaves a hole, which the next one has to look for.
-#}
{% macro apaga_e_grava_juntos() -%}
    {{ return(adapter.dispatch('apaga_e_grava_juntos', 'govhub')()) }}
{%- endmacro %}

{% macro default__apaga_e_grava_juntos() -%}
    {{ return(false) }}
{%- endmacro %}

{% macro postgres__apaga_e_grava_juntos() -%}
    {{ return(true) }}
{%- endmacro %}

{#- A table of this session, made of a query. -#}
{% macro tabela_da_sessao(nome) -%}
    {{ return(adapter.dispatch('tabela_da_sessao', 'govhub')(nome)) }}
{%- endmacro %}

{% macro default__tabela_da_sessao(nome) -%}
create or replace temporary table {{ nome }} as
{%- endmacro %}

{% macro bigquery__tabela_da_sessao(nome) -%}
create or replace temp table {{ nome }} as
{%- endmacro %}

{% macro redshift__tabela_da_sessao(nome) -%}
create temporary table {{ nome }} as
{%- endmacro %}

{% macro postgres__tabela_da_sessao(nome) -%}
create temporary table {{ nome }} on commit drop as
{%- endmacro %}

{#- What the rows of a table are, in one text that changes with any of them. -#}
{% macro resumo_das_linhas(tabela) -%}
    {{ return(adapter.dispatch('resumo_das_linhas', 'govhub')(tabela)) }}
{%- endmacro %}

{% macro default__resumo_das_linhas(tabela) -%}
(select coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '') from {{ tabela }} as t)
{%- endmacro %}

{% macro bigquery__resumo_das_linhas(tabela) -%}
(select coalesce(string_agg(to_hex(md5(to_json_string(t))), '' order by to_hex(md5(to_json_string(t)))), '') from {{ tabela }} as t)
{%- endmacro %}

{% macro snowflake__resumo_das_linhas(tabela) -%}
(
        select coalesce(listagg(linha, '') within group (order by linha), '')
        from (select md5(to_json(object_construct(*))) as linha from {{ tabela }}) as linhas
    )
{%- endmacro %}
