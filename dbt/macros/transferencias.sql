{#- TransfereGov writes units as integers: 113601, and 80012 for 080012. -#}
{% macro ug_de_inteiro(coluna) -%}
case when {{ coluna }} between 1 and 999999 then lpad(cast({{ coluna }} as {{ tipo('text') }}), 6, '0') end
{%- endmacro %}

{#- The number of a transfer in SIAFI: six digits, '4321' -> '004321'. -#}
{% macro numero_transferencia(coluna) -%}
case when {{ casa(aparado(coluna), '^\\d{1,6}$') }} and {{ nao_casa(aparado(coluna), '^0+$') }} then lpad({{ aparado(coluna) }}, 6, '0') end
{%- endmacro %}

{#- Six digits that a text names as a TED or a transfer, one row each: 'TED Nº 004321', 'TRANSFERENCIA: 004321'. -#}
{% macro transferencias_citadas(coluna) -%}
{{ achados(
    "upper(" ~ coluna ~ ")",
    '\\m(?:TEDS?|TRANSF(?:ER[EÊ]NCIAS?)?)\\M[\\s.:;,#-]*(?:N[ºO°R]?\\M|NUM\\M|N[UÚ]MERO\\M)?[\\s.:º°]*\\m(\\d{6})\\M',
    'citada'
) }}
{%- endmacro %}

{#- Credit notes that a text names, one row each: with or without the unit and gestão before the number. -#}
{% macro notas_credito_citadas(coluna) -%}
    {{ return(adapter.dispatch('notas_credito_citadas', 'govhub')(coluna)) }}
{%- endmacro %}

{% macro default__notas_credito_citadas(coluna) -%}
lateral regexp_matches(upper({{ coluna }}), '(?<![0-9A-Z])(\d{11})?(\d{4}NC\d{6})(?![0-9A-Z])', 'g') as citada (partes)
{%- endmacro %}

{% macro bigquery__notas_credito_citadas(coluna) -%}
{{ achados("upper(" ~ coluna ~ ")", '\\m(\\d{15}NC\\d{6}|\\d{4}NC\\d{6})\\M', 'citada') }}
{%- endmacro %}

{% macro snowflake__notas_credito_citadas(coluna) -%}
{{ achados("upper(" ~ coluna ~ ")", '\\m(\\d{15}NC\\d{6}|\\d{4}NC\\d{6})\\M', 'citada') }}
{%- endmacro %}

{#- The unit and gestão of a note of `notas_credito_citadas`; null when the text leaves them out. -#}
{% macro nota_citada_emitente() -%}
    {{ return(adapter.dispatch('nota_citada_emitente', 'govhub')()) }}
{%- endmacro %}

{% macro default__nota_citada_emitente() -%}
citada.partes[1]
{%- endmacro %}

{% macro bigquery__nota_citada_emitente() -%}
case when length({{ achado('citada') }}) = 23 then left({{ achado('citada') }}, 11) end
{%- endmacro %}

{% macro snowflake__nota_citada_emitente() -%}
case when length({{ achado('citada') }}) = 23 then left({{ achado('citada') }}, 11) end
{%- endmacro %}

{#- Its 12 characters AAAA + NC + number. -#}
{% macro nota_citada_curta() -%}
    {{ return(adapter.dispatch('nota_citada_curta', 'govhub')()) }}
{%- endmacro %}

{% macro default__nota_citada_curta() -%}
citada.partes[2]
{%- endmacro %}

{% macro bigquery__nota_citada_curta() -%}
right({{ achado('citada') }}, 12)
{%- endmacro %}

{% macro snowflake__nota_citada_curta() -%}
right({{ achado('citada') }}, 12)
{%- endmacro %}

{#- An amount with the sign of its class. Reports write what is taken back with or without the minus: it always takes. -#}
{% macro valor_da_classe(valor, sinal) -%}
cast(case when {{ sinal }} < 0 then -abs({{ valor }}) else {{ valor }} end as numeric(18, 2))
{%- endmacro %}

{#- Which way a line goes, seen from a body: `emite` and `recebe` are the bodies of its two units. -#}
{% macro sentido_da_linha(orgao, emite, recebe) -%}
case
    when {{ emite }} = {{ orgao }} and {{ recebe }} = {{ orgao }} then 'interna'
    when {{ recebe }} = {{ orgao }} then 'recebida'
    when {{ emite }} = {{ orgao }} then 'enviada'
end
{%- endmacro %}

{#- Whose credit or money it is: what the body returns it had received, what comes back to it it had granted. -#}
{% macro fluxo_da_linha(sentido, classe) -%}
case
    when {{ sentido }} = 'interna' then 'interno'
    when ({{ sentido }} = 'recebida') = ({{ classe }} <> 'devolucao') then 'recebido'
    when {{ sentido }} is not null then 'concedido'
end
{%- endmacro %}

{#- The same flow in the words of a TED. -#}
{% macro papel_do_fluxo(fluxo) -%}
case {{ fluxo }} when 'recebido' then 'recebedor' when 'concedido' then 'descentralizador' when 'interno' then 'interno' end
{%- endmacro %}

{#-
    The decision of a bridge, over the CTE `candidatos` (linha, regra_ordem, regra_codigo, confianca, estruturada,
    id_plano_acao, evidencia): the first rule with a candidate decides; with several plans nobody is chosen. A later
    structured rule that points elsewhere contradicts it.
-#}
{% macro decisao_de_vinculo(chave) -%}
primeira as (
    select {{ chave }}, min(regra_ordem) as regra_ordem
    from candidatos
    group by {{ chave }}
),

escolhida as (
    select
        c.{{ chave }},
        c.regra_ordem,
        min(c.regra_codigo) as regra_codigo,
        min(c.confianca) as confianca,
        count(distinct c.id_plano_acao) as qtd_candidatos,
        case when count(distinct c.id_plano_acao) = 1 then min(c.id_plano_acao) end as id_plano_acao,
        min(c.evidencia) as evidencia
    from candidatos as c
    inner join primeira as p on c.{{ chave }} = p.{{ chave }} and c.regra_ordem = p.regra_ordem
    group by c.{{ chave }}, c.regra_ordem
),

contrariada as (
    select distinct regras.{{ chave }}
    from (
        select e.{{ chave }}, c.regra_ordem, {{ algum('c.id_plano_acao = e.id_plano_acao') }} as confirma
        from escolhida as e
        inner join candidatos as c on e.{{ chave }} = c.{{ chave }} and c.estruturada and c.regra_ordem > e.regra_ordem
        where e.id_plano_acao is not null
        group by e.{{ chave }}, c.regra_ordem
    ) as regras
    where not regras.confirma
)
{%- endmacro %}

{#- The columns of rule 2.1 of a bridge; `e` is `escolhida`, `k` is `contrariada`; `prefixo` is the letter of the rules. -#}
{% macro colunas_de_vinculo(prefixo, chave) -%}
e.id_plano_acao,
    case
        when e.{{ chave }} is null then '{{ prefixo }}9_nenhum'
        when e.id_plano_acao is null then '{{ prefixo }}9_ambigua'
        else e.regra_codigo
    end as regra_codigo,
    coalesce(case when e.id_plano_acao is not null then e.regra_ordem end, 9) as regra_ordem,
    case
        when e.{{ chave }} is null then 'nenhuma'
        when e.id_plano_acao is null then 'ambigua'
        else e.confianca
    end as confianca,
    e.evidencia,
    cast(coalesce(e.qtd_candidatos, 0) as integer) as qtd_candidatos,
    cast(1 as {{ tipo('numeric(14, 12)') }}) as fator_rateio,
    'nenhum' as metodo_rateio,
    k.{{ chave }} is not null as contradicao
{%- endmacro %}

{#- Whether the units of a Treasury line are those of a plan, in either direction; a favoured party may not be a unit. -#}
{% macro unidades_do_plano(l, p) -%}
(
    (
        {{ l }}.ug_emitente = {{ p }}.ug_descentralizadora
        and ({{ l }}.ug_favorecida is null or {{ l }}.ug_favorecida in ({{ p }}.ug_descentralizada, {{ p }}.ug_responsavel_execucao))
    )
    or (
        {{ l }}.ug_emitente in ({{ p }}.ug_descentralizada, {{ p }}.ug_responsavel_execucao)
        and ({{ l }}.ug_favorecida is null or {{ l }}.ug_favorecida = {{ p }}.ug_descentralizadora)
    )
)
{%- endmacro %}

{#- Where the money of a line without a plan is shown. -#}
{% macro grupo_do_vinculo(confianca, numero) -%}
case
    when {{ confianca }} in ('manual', 'exata', 'alta', 'media') then 'vinculado'
    when {{ confianca }} = 'baixa' then 'baixa_confianca'
    when {{ confianca }} = 'ambigua' then 'ambigua'
    when {{ numero }} is null then 'sem_numero_transferencia'
    else 'sem_plano'
end
{%- endmacro %}

{#- TED17: in force on `d`, by dates; a cancelled plan never is. -#}
{% macro ted_vigente(p, d) -%}
coalesce({{ p }}.situacao <> 'cancelado' and {{ d }} between {{ p }}.vigencia_inicio and {{ p }}.vigencia_fim, false)
{%- endmacro %}

{#- TED13: elapsed share of the term on `d`, from 0 to 1; null without dates. -#}
{% macro ted_pct_tempo(inicio, fim, d) -%}
cast(
    case
        when {{ fim }} >= {{ inicio }}
            then {{ menor([1, maior([0, em_numero("(" ~ dias_entre(menor([d, fim]), inicio) ~ " + 1)") ~ " / (" ~ dias_entre(fim, inicio) ~ " + 1)"])]) }}
    end as numeric(12, 6)
)
{%- endmacro %}

{#- The sum of a measure of `medidas` (long form), zero when nothing moved. -#}
{% macro soma_da_medida(medida, sinal='') -%}
cast({{ sinal }}coalesce({{ filtrado('sum(valor)', "medida = '" ~ medida ~ "'") }}, 0) as numeric(18, 2))
{%- endmacro %}

{#- The body of a programme outside TED: the source is asked by sigla, and says no other code of it. -#}
{% macro orgao_da_sigla() -%}
(select upper({{ aparado('o.sigla') }}) as sigla, min(o.orgao_chave) as orgao_chave from {{ source('referencia', 'orgao') }} as o group by upper({{ aparado('o.sigla') }}))
{%- endmacro %}

{#- An amount that a JSON source sends as text with a decimal point. -#}
{% macro dinheiro_ponto(coluna) -%}
cast(case when {{ casa(aparado(coluna), '^-?\\d{1,16}(\\.\\d+)?$') }} then {{ aparado(coluna) }} end as numeric(18, 2))
{%- endmacro %}

{#- Stage of a document by its situation, of the seed situacao_transferencia joined as `s`. -#}
{% macro estagio_do_documento() -%}
coalesce(s.estagio, 'nao_classificado')
{%- endmacro %}
