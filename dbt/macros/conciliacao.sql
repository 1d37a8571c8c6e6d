{#-
    One reconciliation (2.8): the sums of `medidas` before and after a join or aggregation, by body and exercício, as the
    rows of auditoria.conciliacao. Each measure is a name, or [name, expression in the origin, expression in the
    destination] when they differ. `exercicio` and `orgao` are expressions, or [in the origin, in the destination];
    `confianca` is the destination's column, when the join has one; filters are conditions on either side.
-#}
{% macro conciliacao(
    juncao, origem, destino, medidas, exercicio='exercicio', orgao='orgao_chave', confianca=none, filtro_origem=none, filtro_destino=none
) -%}
select
    '{{ juncao }}' as juncao,
    coalesce(o.orgao_chave, d.orgao_chave) as orgao_chave,
    coalesce(o.exercicio, d.exercicio) as exercicio,
    coalesce(o.medida, d.medida) as medida,
    cast(coalesce(o.soma, 0) as numeric(20, 2)) as soma_origem,
    cast(coalesce(d.soma, 0) as numeric(20, 2)) as soma_destino,
    cast(coalesce(d.soma, 0) - coalesce(o.soma, 0) as numeric(20, 2)) as diferenca,
    {{ "d.soma_por_confianca" if confianca else "cast(null as " ~ tipo('jsonb') ~ ")" }} as soma_por_confianca,
    cast(coalesce(o.linhas, 0) as bigint) as qtd_linhas_origem,
    cast(coalesce(d.linhas, 0) as bigint) as qtd_linhas_destino,
    {{ fracao("d.vinculado", "d.absoluto") if confianca else "cast(null as numeric(12, 6))" }} as pct_vinculado
from ({{ somas_de(origem, medidas, 1, exercicio, orgao, none, filtro_origem) }}) as o
full join ({{ somas_de(destino, medidas, 2, exercicio, orgao, confianca, filtro_destino) }}) as d
    on o.orgao_chave = d.orgao_chave and o.exercicio = d.exercicio and o.medida = d.medida
{%- endmacro %}

{#- Sums by body, exercício and measure; what has no body or no year is summed too, apart. One reading for all measures. -#}
{% macro somas_de(relacao, medidas, lado, exercicio, orgao, confianca, filtro) -%}
    select
        orgao_chave,
        exercicio,
        medida,
        sum(soma) as soma,
        sum(linhas) as linhas,
        sum(absoluto) as absoluto,
        coalesce({{ filtrado('sum(absoluto)', "confianca in ('manual', 'exata', 'alta', 'media')") }}, 0) as vinculado,
        {{ objeto_de('confianca', 'soma') }} as soma_por_confianca
    from (
        select
            coalesce({{ orgao if orgao is string else orgao[lado - 1] }}, 'nao_identificado') as orgao_chave,
            coalesce(cast({{ exercicio if exercicio is string else exercicio[lado - 1] }} as integer), 0) as exercicio,
            {{ "coalesce(" ~ confianca ~ ", 'nenhuma')" if confianca else "'nenhuma'" }} as confianca,
            {%- for medida in medidas %}
            {%- set valor = "linha." ~ medida if medida is string else medida[lado] %}
            coalesce(sum({{ valor }}), 0) as soma_{{ loop.index }},
            coalesce(sum(abs({{ valor }})), 0) as absoluto_{{ loop.index }},
            {%- endfor %}
            count(*) as linhas
        from {{ relacao }} as linha
        {{ "where " ~ filtro if filtro }}
        group by 1, 2, 3
    ) as parcelas
    {%- set linhas = [] %}
    {%- for medida in medidas %}
    {%- do linhas.append(["'" ~ (medida if medida is string else medida[0]) ~ "'", "soma_" ~ loop.index, "absoluto_" ~ loop.index]) %}
    {%- endfor %}
    cross join {{ linhas_de('m', ['medida', 'soma', 'absoluto'], linhas) }}
    group by orgao_chave, exercicio, medida
{%- endmacro %}
