{#-
    Incremental models over tables that pass a million rows. What arrived since a model was last built is known by the
    ledger, not by the age of rows: a run that was late in coming still ended after that build. A model is computed whole
    again when a seed or a register that it reads changed, its own SQL did, or bronze was rebuilt from the lake.
-#}

{#- Since when what a source brought may be unknown to any of `modelos`, as a literal; '-infinity' is everything. -#}
{% macro desconhecido_desde(modelos, fonte, recursos) -%}
{%- set construcao, execucoes = source('auditoria', 'construcao'), source('plataforma', '_runs') -%}
{%- if execute and load_relation(construcao) -%}
{%- set desde = run_query('select (' ~ desde_quando(modelos, fonte, recursos) ~ ')').columns[0][0] -%}
{%- endif -%}
{{ return(instante_literal(desde or '-infinity')) }}
{%- endmacro %}

{#- Whether that literal is the one of everything, which engines without an infinite instant write as their first. -#}
{% macro eh_tudo(desde) -%}
{{ return('infinity' in desde or '0001-01-01' in desde) }}
{%- endmacro %}

{% macro desde_quando(modelos, fonte, recursos) -%}
{%- set linhas = [] -%}
{%- for modelo in modelos %}{% do linhas.append(["'" ~ modelo ~ "'", assinatura(graph.nodes['model.' ~ project_name ~ '.' ~ modelo])]) %}{% endfor -%}
select cast({{ desloca('feitos.desde', -var("janela_incremental_dias"), 'day') }} as {{ tipo('text') }})
from (
    select min(c.construido_em) as desde, count(c.modelo) as conhecidos, count(*) as pedidos
    from {{ linhas_constantes('agora', ['modelo', 'assinatura'], linhas) }}
    left join {{ source('auditoria', 'construcao') }} as c on agora.modelo = c.modelo and agora.assinatura = c.assinatura
) as feitos
cross join (
    select max(r.finished_at) as refeito_em
    from {{ source('plataforma', '_runs') }} as r
    where r.kind = 'replay' and r.status = 'sucesso' and r.system = '{{ fonte }}' and r.resource in ('{{ recursos | join("', '") }}')
) as lake
where feitos.conhecidos = feitos.pedidos
    and (lake.refeito_em is null or lake.refeito_em < {{ desloca('feitos.desde', -1, 'hour') }})
{%- endmacro %}

{#- What a model is made of beside bronze and other models: its SQL, and the rows of the seeds and registers it reads. -#}
{% macro assinatura(no) -%}
{%- set partes = namespace(sql="'" ~ local_md5(no.raw_code) ~ "'") -%}
{%- for pai in no.depends_on.nodes if pai.startswith('seed.') or pai.startswith('source.' ~ project_name ~ '.referencia.') -%}
{%- set partes.sql = partes.sql ~ "\n    || " ~ resumo_das_linhas((graph.nodes.get(pai) or graph.sources[pai]).relation_name) -%}
{%- endfor -%}
{{ resumo(partes.sql) }}
{%- endmacro %}

{#- Whether a bronze row came, changed or left in a run that ended since then. -#}
{% macro chegou_desde(linha, desde, fonte, recursos) -%}
({{ linha }}._ingested_at >= {{ desde }} or {{ linha }}._run_id in (
    select r.run_id from {{ source('plataforma', '_runs') }} as r
    where r.finished_at >= {{ desde }} and r.system = '{{ fonte }}' and r.resource in ('{{ recursos | join("', '") }}')
))
{%- endmacro %}

{#- Before a model is computed whole again, what it holds goes, in the same transaction. -#}
{% macro esvazia_se_tudo_mudou(desde) -%}
{%- if is_incremental() and eh_tudo(desde) %}{{ esvazia(this) }}{% endif -%}
{%- endmacro %}

{# The Treasury's lines. ---------------------------------------------------------------------------------------------- #}

{#- The key of a line: its report, its note, its dimensions and its place among equals, without the amounts. -#}
{% macro linha_do_tesouro(n) -%}
{%- set partes = [] -%}
{%- for coluna in [
    'assunto', 'ne_ccor', 'ne_ccor_ano_emissao', 'emissao_mes', 'emissao_dia', 'natureza_despesa', 'ptres', 'fonte_recursos_detalhada',
    'doc_observacao', 'ne_ccor_favorecido_mascara', 'ne_ccor_favorecido_pseudonimo'
] %}{% do partes.append(n ~ '.' ~ coluna) %}{% endfor -%}
{{ resumo(unidos(partes + ["cast(" ~ n ~ ".ordem as " ~ tipo('text') ~ ")"], '|')) }}
{%- endmacro %}

{#- Since when lines may be unknown to a model that has a row per line. -#}
{% macro linhas_desde() -%}
{{ return(desconhecido_desde(
    ['empenho_lancamento', 'execucao_contrato', 'execucao_ted'], 'tesouro_gerencial', recursos_das_linhas()
)) }}
{%- endmacro %}

{% macro recursos_das_linhas() -%}
{{ return(['notas_empenho', 'notas_empenho_24', 'notas_empenho_emendas_38']) }}
{%- endmacro %}

{#- Whether a line must be read again: it changed, or what a longer layout says of its note did. -#}
{% macro linha_chegou(n, desde) -%}
{%- if eh_tudo(desde) -%}
true
{%- else -%}
(
    {{ chegou_desde(n, desde, 'tesouro_gerencial', ['notas_empenho']) }}
    {%- for recurso in recursos_das_linhas()[1:] %}
    or {{ n }}.ne_ccor in (
        select x.ne_ccor from {{ source('tesouro_gerencial', recurso) }} as x
        where x.ne_ccor is not null and {{ chegou_desde('x', desde, 'tesouro_gerencial', [recurso]) }}
    )
    {%- endfor %}
)
{%- endif -%}
{%- endmacro %}

{#-
    Takes out of a model the lines that it will compute again, and keeps their keys for it: those that changed and, with a
    bridge, those of the notes that the bridge links otherwise now; and those that a build which failed had taken out.
-#}
{% macro separa_linhas(ponte=none, colunas=[]) -%}
{%- if is_incremental() %}
{{ tabela_da_sessao('linhas_a_refazer') }}
select linha_id from {{ ref('linha_mudada') }}
{%- if ponte %}
{{ uniao() }}
select t.linha_id
from {{ this }} as t
inner join (
    select tem.ne
    from ({{ decisao_da_ponte(this, colunas) }}) as tem
    left join ({{ decisao_da_ponte(ponte, colunas) }}) as deve on tem.ne = deve.ne
    where tem.decisao is distinct from deve.decisao
) as outras on t.ne = outras.ne
{%- if not apaga_e_grava_juntos() %}
{{ uniao() }}
select l.linha_id
from {{ ref('empenho_lancamento') }} as l
left join {{ this }} as t on l.linha_id = t.linha_id
where t.linha_id is null
{%- endif %}
{%- endif %};
{% if eh_tudo(linhas_desde()) -%}
{{ esvazia(this) }};
{%- else -%}
delete from {{ this }} where linha_id in (select linha_id from linhas_a_refazer);
{%- endif -%}
{%- endif -%}
{%- endmacro %}

{% macro decisao_da_ponte(relacao, colunas) -%}
select ne, {{ lista_de_textos('decisao', '|', 'decisao') }} as decisao
from (select distinct ne, {{ unidos(colunas, '/') }} as decisao from {{ relacao }} where ne is not null) as decisoes
group by ne
{%- endmacro %}

{# Invoices. ----------------------------------------------------------------------------------------------------------- #}

{#- Since when invoices may be unknown to a model that has rows per invoice. -#}
{% macro faturas_desde(modelo) -%}
{{ return(desconhecido_desde(['fatura', modelo] if modelo != 'fatura' else ['fatura'], 'compras_gov', ['faturas'])) }}
{%- endmacro %}

{#-
    Takes out of a model the rows of the invoices that it will compute again, and keeps their numbers for it: those that
    came, changed or left, those whose contract is of another body now, and those that a build which failed had taken out.
-#}
{% macro separa_faturas() -%}
{%- if is_incremental() %}
{%- set desde = faturas_desde(this.identifier) %}
{{ tabela_da_sessao('faturas_a_refazer') }}
select f.id
from {{ source('compras_gov', 'faturas') }} as f
where {{ chegou_desde('f', desde, 'compras_gov', ['faturas']) }} or f.contrato_id in (
    select t.contrato_id
    from (select distinct contrato_id, orgao_chave from {{ this }}) as t
    left join {{ ref('contrato_lista') }} as c on t.contrato_id = c.contrato_id
    where t.orgao_chave is distinct from coalesce(c.orgao_chave, 'nao_identificado')
)
{%- if not apaga_e_grava_juntos() %} or f.id not in (select t.fatura_id from {{ this }} as t)
{%- endif %};
{% if eh_tudo(desde) -%}
{{ esvazia(this) }};
{%- else -%}
delete from {{ this }} where fatura_id in (select id from faturas_a_refazer);
{%- endif -%}
{%- endif -%}
{%- endmacro %}

{#- Leaves only the invoices that a model computes again. -#}
{% macro a_refazer(f, chave='id') -%}
{%- if is_incremental() %}inner join faturas_a_refazer as feita on {{ f }}.{{ chave }} = feita.id{% endif -%}
{%- endmacro %}

{# Documents of TEDs. -------------------------------------------------------------------------------------------------- #}

{#-
    Takes out of the product the lines that the models it is made of no longer have, and the columns that it had while it
    was computed whole, which said the same in every line.
-#}
{% macro retira_documentos_de_ted() -%}
{%- if is_incremental() %}
{%- for coluna in adapter.get_columns_in_relation(this) if coluna.name | lower in ['data_referencia', 'dado_ate', 'atualizado_em'] %}
alter table {{ this }} drop column {{ coluna.name }};
{%- endfor %}
delete from {{ this }} as t where not exists (
    select 1
    from (
        {%- for tipo_documento, origem in [
            ('NC', 'nota_credito_lancamento'), ('PF', 'programacao_financeira_lancamento'), ('NE', 'execucao_ted')
        ] %}
        select '{{ tipo_documento }}/' || linha_id as chave_linha from {{ ref(origem) }}
        {{ "union all" if not loop.last }}
        {%- endfor %}
    ) as ha
    where ha.chave_linha = t.chave_linha
)
{%- endif -%}
{%- endmacro %}

{#- Whether a row says anything else than another one, nulls being equal. -#}
{% macro difere(um, outro, colunas) -%}
({% for coluna in colunas %}{{ um }}.{{ coluna }} is distinct from {{ outro }}.{{ coluna }}{{ " or " if not loop.last }}{% endfor %})
{%- endmacro %}
