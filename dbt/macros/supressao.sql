{#-
    Small cells (LGPD): CTEs, the last named `celulas_protegidas`, with every column of `base` and `suprimido`.
    A cell is hidden below `limiar` (zero is not: the list of categories decides whether it is there at all) or where
    `forcar` holds. In each group of `grupos` whose total is visible somewhere a single hidden cell could be computed, so
    the next smallest is hidden too, round after round, because hiding in one direction may leave one alone in the other.
    What the rounds leave open hides the whole `universo`. An unknown threshold hides everything.
-#}
{% macro supressao(base, grupos, limiar, ordem, universo, forcar='false', quantidade='quantidade', rodadas=3) -%}
celulas_0 as (
    select base.*, ({{ forcar }}) or coalesce({{ quantidade }} > 0 and {{ quantidade }} < {{ limiar }}, true) as oculta_0
    from {{ base }} as base
),
{%- set passos = [] %}
{%- for rodada in range(rodadas) %}{% for grupo in grupos %}{% do passos.append(grupo) %}{% endfor %}{% endfor %}
{%- for grupo in passos %}
{%- set antes = "oculta_" ~ (loop.index - 1) %}

celulas_{{ loop.index }} as (
    select
        *,
        {{ antes }} or (
            sum(case when {{ antes }} then 1 else 0 end) over (partition by {{ grupo | join(', ') }}) = 1
            and row_number() over (
                partition by {{ grupo | join(', ') }}, {{ antes }}
                order by ({{ quantidade }} = 0), {{ quantidade }}, {{ ordem }}
            ) = 1
        ) as oculta_{{ loop.index }}
    from celulas_{{ loop.index - 1 }}
),
{%- endfor %}
{%- set fim = "oculta_" ~ (passos | length) %}

celulas_abertas as (
    select
        *,
        case when
            {%- for grupo in grupos %}
            (sum(case when {{ fim }} then 1 else 0 end) over (partition by {{ grupo | join(', ') }}) = 1
                and count(*) over (partition by {{ grupo | join(', ') }}) > 1)
            {{ "or" if not loop.last }}
            {%- endfor %}
            then 1 else 0 end as aberta
    from celulas_{{ passos | length }}
),

celulas_protegidas as (
    select
        *,
        {{ fim }} or max(aberta) over (partition by {{ universo | join(', ') }}) = 1 as suprimido
    from celulas_abertas
)
{%- endmacro %}

{#- A count of people that stands alone: hidden when it, or what it leaves of the total, is a small cell. -#}
{% macro contagem_pequena(quantidade, total, limiar) -%}
coalesce(
    ({{ quantidade }} > 0 and {{ quantidade }} < {{ limiar }})
    or ({{ total }} > {{ quantidade }} and {{ total }} - {{ quantidade }} < {{ limiar }}), true
)
{%- endmacro %}
