{#-
    Rows of a body for people of that body. A table built anew has no policies, so each build gives it these: the
    roles of the whole platform see every row, those that end in `_orgao` only the rows of bodies whose role
    (`orgao_…`, one per body of orgaos.yaml) they hold. A table without orgao_chave, a step on the way to another, is
    closed to them, unless its YAML says that all bodies share it (`config.meta.compartilhada`). Whoever reads a table of
    the restricted schemas is registered, by a function that `govhub warehouse setup` made.
-#}
{% macro protege_linhas() -%}
    {{ return(adapter.dispatch('protege_linhas', 'govhub')()) }}
{%- endmacro %}

{#- No policies are written for the other engines yet: there, a role that reads a schema reads the rows of all bodies. -#}
{% macro default__protege_linhas() -%}
{%- endmacro %}

{% macro redshift__protege_linhas() -%}
{%- endmacro %}

{% macro postgres__protege_linhas() -%}
{%- if model.config.materialized in ['table', 'incremental', 'snapshot'] and not model.config.meta.get('compartilhada') -%}
do $$
begin
    if exists (select 1 from pg_roles where rolname = 'pessoal_orgao')
        and not exists (select 1 from pg_policy where polrelid = '{{ this }}'::regclass)
    then
        alter table {{ this }} enable row level security;
        create policy da_plataforma on {{ this }} for select to analista, pessoal, bi_user using (true);
        if exists (select 1 from pg_attribute where attrelid = '{{ this }}'::regclass and attname = 'orgao_chave' and not attisdropped)
        then
            create policy do_orgao on {{ this }} for select to analista_orgao, pessoal_orgao using (
                orgao_chave = 'todos'
                or orgao_chave in (
                    select o.orgao_chave from referencia.orgao as o
                    where pg_has_role(current_user, 'orgao_' || o.orgao_chave, 'member')
                )
            );
        end if;
    end if;
    {%- if this.schema in ['silver_restrito', 'gold_restrito'] %}
    perform auditoria.registra_leituras_de('{{ this }}'::regclass);
    {%- endif %}
end
$$
{%- endif -%}
{%- endmacro %}
