-- Payroll grows with every month: only the months of bonds of which something came, changed or left are computed again.
{%- set tabelas = ['consulta_dados_financeiros', 'consulta_dados_financeiros_historico'] %}
{{ config(
    schema='silver_restrito', materialized='incremental', unique_key='folha_id', incremental_strategy='delete+insert',
    on_schema_change='fail', indexes=[{'columns': ['remuneracao_id'], 'unique': true}, {'columns': ['folha_id']}],
    pre_hook="{{ esvazia_se_tudo_mudou(folha_desde()) }}"
) }}
{%- set desde = folha_desde() if is_incremental() else '-infinity' %}
with {% if not eh_tudo(desde) -%}
meses as (
    {%- for tabela in tabelas %}
    select t.codigo_orgao, t.matricula, t.mes_ano_pagamento
    from {{ source('siape', tabela) }} as t
    where {{ chegou_desde('t', desde, 'siape', [tabela]) }}
    {{ "union" if not loop.last }}
    {%- endfor %}
),

{% endif -%}
linhas as (
    {%- for tabela in tabelas %}
    select
        t.cpf_pseudonimo, t.codigo_orgao, t.matricula, t.mes_ano_pagamento, t.cod_rubrica, t.data_ano_mes_rubrica,
        t.indicador_mov_supl, t.indicador_rd, t.nome_rubrica, t.numero_seq, t.pz_rubrica, t.valor_rubrica, t.ordem,
        t._ingested_at, t._run_id, t._deleted_at, {{ loop.index }} as preferencia
    from {{ source('siape', tabela) }} as t
    {%- if not eh_tudo(desde) %}
    inner join meses as m
        on t.codigo_orgao = m.codigo_orgao and t.matricula = m.matricula and t.mes_ano_pagamento = m.mes_ano_pagamento
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

com_chave as (
    select
        *,
        {{ chave_de([
            'codigo_orgao', 'matricula', 'mes_ano_pagamento', 'cod_rubrica', 'numero_seq', 'indicador_rd',
            'data_ano_mes_rubrica', 'indicador_mov_supl', 'ordem',
        ]) }} as remuneracao_id,
        {{ chave_de(['codigo_orgao', 'matricula', 'mes_ano_pagamento']) }} as folha_id
    from linhas
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by remuneracao_id order by (_deleted_at is not null), _ingested_at desc, preferencia, cpf_pseudonimo
        ) as n
    from com_chave
),

-- Each expression that is asked for more than once is computed once: `offset 0` keeps a step apart.
convertidas as (
    select
        e.*,
        {{ orgao_siape('e.codigo_orgao') }} as orgao_codigo,
        {{ mes_br('e.mes_ano_pagamento') }} as mes_pagamento,
        {{ mes_br('e.data_ano_mes_rubrica') }} as mes_rubrica,
        {{ dinheiro_br('e.valor_rubrica') }} as valor
    from escolhidas as e
    where e.n = 1
    {{ passo_separado() }} -- noqa: AM09
)

select
    e.remuneracao_id,
    e.folha_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    e.orgao_codigo,
    {{ matricula_siape('e.matricula') }} as matricula_siape,
    e.cpf_pseudonimo as pessoa_id,
    e.mes_pagamento,
    {{ texto('e.cod_rubrica') }} as rubrica_codigo,
    {{ texto('e.nome_rubrica') }} as rubrica_nome,
    coalesce(r.classe, 'nao_classificada') as classe,
    {{ texto('e.numero_seq') }} as sequencia,
    cast(e.ordem as integer) as ordem,
    case upper({{ aparado('e.indicador_rd') }}) when 'R' then 'rendimento' when 'D' then 'desconto' end as tipo,
    e.mes_rubrica,
    {{ texto('e.indicador_mov_supl') }} as indicador_mov_supl,
    e.valor,
    case when {{ casa('e.pz_rubrica', '^\\d{1,3}$') }} then cast(e.pz_rubrica as integer) end as prazo,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ erros_conversao([
        ('mes_pagamento', 'e.mes_ano_pagamento', 'e.mes_pagamento'),
        ('mes_rubrica', 'e.data_ano_mes_rubrica', 'e.mes_rubrica'),
        ('valor', 'e.valor_rubrica', 'e.valor'),
    ]) }} as _erros_conversao
from convertidas as e
left join {{ ref('rubrica') }} as r on lpad({{ aparado('e.cod_rubrica') }}, 5, '0') = r.codigo
left join {{ source('referencia', 'orgao') }} as o on e.orgao_codigo = {{ orgao_siape('o.siape') }}
