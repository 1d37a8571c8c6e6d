{#-
    Rules of a table are declared beside what they are about, in `config.meta.regras` of a column or of the table itself,
    and checked together by one test, `regras`: a node of dbt costs more than most of these questions. Each keeps its own
    name, severity, outcome (auditoria.teste_resultado) and exception (seed divergencia_conhecida). A rule reads its table
    and what that table is made of, nothing else; what reads more is a test of its own.
-#}

{#- The rules of a table, in the order in which they are declared: regra, nome, coluna, severidade (error, warn), argumentos. -#}
{% macro regras_de(no) -%}
{%- set regras = [] -%}
{%- for item in no.config.meta.get('regras', []) %}{% do regras.append(regra_declarada(no, item, none)) %}{% endfor -%}
{%- for coluna in no.columns.values() -%}
{%- for item in coluna.config.meta.get('regras', []) %}{% do regras.append(regra_declarada(no, item, coluna.name)) %}{% endfor -%}
{%- endfor -%}
{{ return(regras) }}
{%- endmacro %}

{% macro regra_declarada(no, item, coluna) -%}
{%- set regra = item if item is string else (item.keys() | list)[0] -%}
{%- set argumentos = {} if item is string else item[regra] -%}
{%- if 'regra_' ~ regra not in context and 'viola_' ~ regra not in context -%}
{{ exceptions.raise_compiler_error("A regra " ~ regra ~ ", declarada em " ~ no.name ~ ", não existe: veja dbt/macros/regras_de_*.sql.") }}
{%- endif -%}
{%- set alvo = coluna or (argumentos.get('colunas', []) | join('__') if regra == 'u01_chave_unica') -%}
{{ return({
    'regra': regra, 'nome': modules.re.sub('\W+', '_', [regra, no.name, alvo] | select | join('_')), 'coluna': coluna, 'argumentos': argumentos,
    'severidade': 'warn' if argumentos.get('severidade') == 'aviso' else 'error'
}) }}
{%- endmacro %}

{#- The table that an argument names, ref('…') or source('…', '…'), if `no` is made of it; or a query of bronze in brackets. -#}
{% macro tabela_de_origem(no, referencia) -%}
{%- if referencia.startswith('(') %}{{ return(referencia) }}{% endif -%}
{%- set partes = modules.re.findall("'(\\w+)'", referencia) -%}
{%- for pai in no.depends_on.nodes if pai.split('.')[-(partes | length):] == partes -%}
{{ return((graph.nodes.get(pai) or graph.sources[pai]).relation_name) }}
{%- endfor -%}
{{ exceptions.raise_compiler_error("Uma regra de " ~ no.name ~ " lê " ~ referencia ~ ", de que ela não é feita: use um teste.") }}
{%- endmacro %}

{#- The test `regras` of the table whose node this is: what violates, with the rule, and how many rows. -#}
{% macro achados_das_regras(tabela, no) -%}
{%- set de_linha, de_tabela = [], [] -%}
{%- for r in regras_de(no) %}{% do (de_linha if 'viola_' ~ r.regra in context else de_tabela).append(r) %}{% endfor -%}
{%- set violacoes = [] -%}
{%- for r in de_linha %}{% do violacoes.append([
    "'" ~ r.nome ~ "'", "'" ~ r.coluna ~ "'", "'" ~ r.severidade ~ "'",
    valor_achado("linha." ~ r.coluna if r.regra != 'l07_mascara' else "cast(null as " ~ tipo('text') ~ ")"),
    context['viola_' ~ r.regra]('linha.' ~ r.coluna, r.argumentos)
]) %}{% endfor -%}
{%- if de_linha -%}
-- One reading for all that a row alone can violate; only rows that do are looked at again.
select r.teste, r.coluna, r.severidade, r.achado, count(*) as linhas
from (
    select * from {{ tabela }} as linha
    where {% for r in de_linha %}{{ context['viola_' ~ r.regra]('linha.' ~ r.coluna, r.argumentos) }}{{ "\n        or " if not loop.last }}{% endfor %}
) as linha
cross join {{ linhas_de('r', ['teste', 'coluna', 'severidade', 'achado', 'violada'], violacoes) }}
where r.violada
group by r.teste, r.coluna, r.severidade, r.achado
{{ "union all" if de_tabela }}
{%- endif -%}
{%- for r in de_tabela %}
select '{{ r.nome }}' as teste, {{ ou_nulo(r.coluna) }} as coluna, '{{ r.severidade }}' as severidade, {{ linha_achada('achado') }} as achado, 1 as linhas
from (
    {{ context['regra_' ~ r.regra](tabela, no, r.coluna, r.argumentos) }}
) as achado
{{ "union all" if not loop.last }}
{%- endfor %}
{%- if not de_linha and not de_tabela -%}
{{ exceptions.raise_compiler_error(no.name ~ " tem o teste regras e nenhuma regra declarada.") }}
{%- endif -%}
{%- endmacro %}

{#- A value that violates a rule, as JSON or as text: the same for all rows that have it. -#}
{% macro valor_achado(expressao) -%}
    {{ return(adapter.dispatch('valor_achado', 'govhub')(expressao)) }}
{%- endmacro %}

{% macro default__valor_achado(expressao) -%}
to_jsonb({{ expressao }})
{%- endmacro %}

{% macro bigquery__valor_achado(expressao) -%}
to_json_string({{ expressao }})
{%- endmacro %}

{% macro snowflake__valor_achado(expressao) -%}
cast({{ expressao }} as varchar)
{%- endmacro %}

{% macro redshift__valor_achado(expressao) -%}
cast({{ expressao }} as {{ tipo('text') }})
{%- endmacro %}

{#- A row of a query that violates a rule; Redshift writes no row as one value, and says only that there is one. -#}
{% macro linha_achada(apelido) -%}
    {{ return(adapter.dispatch('linha_achada', 'govhub')(apelido)) }}
{%- endmacro %}

{% macro default__linha_achada(apelido) -%}
{{ valor_achado(apelido) }}
{%- endmacro %}

{% macro snowflake__linha_achada(apelido) -%}
to_json(object_construct(*))
{%- endmacro %}

{% macro redshift__linha_achada(apelido) -%}
cast(null as {{ tipo('text') }})
{%- endmacro %}

{#- The node whose test is being compiled; inside of a test, `model` is the relation. -#}
{% macro testado() -%}
{{ return(model.attached_node) }}
{%- endmacro %}
