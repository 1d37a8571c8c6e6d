{%- set celula = [
    'ano', 'uo_codigo', 'acao_codigo', 'programa_codigo', 'po_unidade', 'po_funcao', 'po_subfuncao', 'po_programa', 'po_acao',
    'po_codigo', 'elemento_codigo', 'orgao_uge_codigo', 'uge_matriz_filial', 'ug_executora_codigo'
] -%}
{%- set medidas = {
    'valor_projeto_inicial_loa': 'projeto_inicial_loa', 'valor_dotacao_inicial': 'dotacao_inicial',
    'valor_dotacao_atualizada': 'dotacao_atualizada', 'valor_credito_disponivel': 'credito_disponivel',
    'valor_empenhado': 'despesas_empenhadas', 'valor_a_liquidar': 'despesas_a_liquidar',
    'valor_liquidado_a_pagar': 'despesar_a_pagar', 'valor_pago': 'despesas_pagas',
    'valor_rp_inscrito': 'restos_a_pagar_inscritos', 'valor_rp_pago': 'restos_a_pagar_pagos'
} -%}
-- One cell of the newest file of each body's report; labels are no part of the cell, so lines that differ in them
-- only are one cell. The body is the one whose report it is: its credit may be executed by units of others.
with linhas as (
    select
        v.assunto,
        cast({{ trecho('v.ano_exercicio', '^\\d{4}$') }} as integer) as ano,
        {{ codigo_sentinela('v.unidade_orcamentaria') }} as uo_codigo,
        {{ texto('v.unidade_orcamentaria_desc') }} as uo_nome,
        {{ codigo_sentinela('v.acao_governo') }} as acao_codigo,
        {{ texto('v.acao_governo_desc') }} as acao_nome,
        {{ codigo_sentinela('v.programa_governo') }} as programa_codigo,
        {{ texto('v.programa_governo_desc') }} as programa_nome,
        {{ codigo_sentinela('v.unidade_plano_orcamentario') }} as po_unidade,
        {{ codigo_sentinela('v.plano_orcamentario_1') }} as po_funcao,
        {{ codigo_sentinela('v.plano_orcamentario_2') }} as po_subfuncao,
        {{ codigo_sentinela('v.programa_plano_orcamentario') }} as po_programa,
        {{ codigo_sentinela('v.acao_plano_orcamentario') }} as po_acao,
        {{ codigo_sentinela('v.plano_orcamentario_6') }} as po_codigo,
        {{ texto('v.plano_orcamentario_desc') }} as po_nome,
        {{ codigo_sentinela('v.elemento_despesa') }} as elemento_codigo,
        {{ texto('v.elemento_despesa_desc') }} as elemento_nome,
        {{ codigo_sentinela('v.orgao_uge') }} as orgao_uge_codigo,
        {{ texto('v.orgao_uge_desc') }} as orgao_uge_nome,
        {{ texto('v.uge_matriz_filial') }} as uge_matriz_filial,
        {{ codigo_sentinela('v.ug_executora') }} as ug_executora_codigo,
        {{ texto('v.ug_executora_desc') }} as ug_executora_nome,
        {%- for medida, coluna in medidas.items() %}
        {{ dinheiro_br('v.' ~ coluna) }} as {{ medida }},
        {%- endfor %}
        {{ erros_conversao([
            ('valor_projeto_inicial_loa', 'v.projeto_inicial_loa', dinheiro_br('v.projeto_inicial_loa')),
            ('valor_dotacao_inicial', 'v.dotacao_inicial', dinheiro_br('v.dotacao_inicial')),
            ('valor_dotacao_atualizada', 'v.dotacao_atualizada', dinheiro_br('v.dotacao_atualizada')),
            ('valor_credito_disponivel', 'v.credito_disponivel', dinheiro_br('v.credito_disponivel')),
            ('valor_empenhado', 'v.despesas_empenhadas', dinheiro_br('v.despesas_empenhadas')),
            ('valor_a_liquidar', 'v.despesas_a_liquidar', dinheiro_br('v.despesas_a_liquidar')),
            ('valor_liquidado_a_pagar', 'v.despesar_a_pagar', dinheiro_br('v.despesar_a_pagar')),
            ('valor_pago', 'v.despesas_pagas', dinheiro_br('v.despesas_pagas')),
            ('valor_rp_inscrito', 'v.restos_a_pagar_inscritos', dinheiro_br('v.restos_a_pagar_inscritos')),
            ('valor_rp_pago', 'v.restos_a_pagar_pagos', dinheiro_br('v.restos_a_pagar_pagos')),
        ]) }} as erros,
        v._ingested_at,
        v._run_id
    from {{ source('tesouro_gerencial', 'visao_orcamentaria') }} as v
    where v._deleted_at is null
),

celulas as (
    select
        assunto,
        {{ celula | join(',\n        ') }},
        {%- for nome in ['uo_nome', 'acao_nome', 'programa_nome', 'po_nome', 'elemento_nome', 'orgao_uge_nome', 'ug_executora_nome'] %}
        max({{ nome }}) as {{ nome }},
        {%- endfor %}
        {%- for medida in medidas %}
        cast(sum({{ medida }}) as numeric(18, 2)) as {{ medida }},
        {%- endfor %}
        count(*) as qtd_linhas,
        max(_ingested_at) as _ingested_at,
        max(_run_id) as _run_id,
        {{ lista_de_textos("nullif(array_to_string(erros, ','), '')", ',') }} as erros
    from linhas
    group by assunto, {{ celula | join(', ') }}
)

select
    {% set partes = ['c.assunto'] %}
    {%- for nome in celula %}{% do partes.append("coalesce(cast(c." ~ nome ~ " as " ~ tipo('text') ~ "), '')") %}{% endfor -%}
    {{ resumo(unidos(partes, '|')) }} as celula_id,
    coalesce(
        (
            select o.orgao_chave from {{ source('referencia', 'orgao') }} as o
            where right(c.assunto, length(o.orgao_chave) + 1) = '_' || o.orgao_chave
            order by length(o.orgao_chave) desc, o.orgao_chave
            limit 1
        ),
        orgao_ug.orgao_chave, 'nao_identificado'
    ) as orgao_chave,
    {%- for parte in celula %}
    c.{{ parte }},
    {%- endfor %}
    c.uo_nome,
    c.acao_nome,
    c.programa_nome,
    c.po_nome,
    c.elemento_nome,
    c.orgao_uge_nome,
    c.ug_executora_nome,
    {%- for medida in medidas %}
    c.{{ medida }},
    {%- endfor %}
    -- The report leaves a zero blank: what has one of the two parts is settled by that part, unless the other is unreadable.
    cast(
        case
            when coalesce({{ casa('c.erros', 'valor_(liquidado_a_pagar|pago)') }}, false) or coalesce(c.valor_liquidado_a_pagar, c.valor_pago) is null then null
            else coalesce(c.valor_liquidado_a_pagar, 0) + coalesce(c.valor_pago, 0)
        end as numeric(18, 2)
    ) as valor_liquidado,
    'tesouro_gerencial' as _fonte,
    c._ingested_at,
    c._run_id,
    cast(null as {{ tipo('timestamptz') }}) as _deleted_at,
    {{ lista_do_texto("coalesce(c.erros, '')", ',') }} as _erros_conversao
from celulas as c
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on c.ug_executora_codigo = orgao_ug.ug_codigo
