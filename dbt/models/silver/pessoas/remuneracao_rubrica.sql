-- Payroll grows with every month: only what arrived since the last build, with a look-back for what was committed late.
{{ config(
    schema='silver_restrito', materialized='incremental', unique_key='remuneracao_id', incremental_strategy='delete+insert',
    on_schema_change='fail'
) }}
with linhas as (
    {%- for tabela in ['consulta_dados_financeiros', 'consulta_dados_financeiros_historico'] %}
    select
        cpf_pseudonimo, codigo_orgao, matricula, mes_ano_pagamento, cod_rubrica, data_ano_mes_rubrica, indicador_mov_supl,
        indicador_rd, nome_rubrica, numero_seq, pz_rubrica, valor_rubrica, ordem, _ingested_at, _run_id, _deleted_at,
        {{ loop.index }} as preferencia
    from {{ source('siape', tabela) }}
    {%- if is_incremental() %}
    where _ingested_at > (select coalesce(max(ja._ingested_at), 'epoch') - interval '3 days' from {{ this }} as ja)
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
        ]) }} as remuneracao_id
    from linhas
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by remuneracao_id order by (_deleted_at is not null), _ingested_at desc, preferencia
        ) as n
    from com_chave
)

select
    e.remuneracao_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ orgao_siape('e.codigo_orgao') }} as orgao_codigo,
    {{ matricula_siape('e.matricula') }} as matricula_siape,
    e.cpf_pseudonimo as pessoa_id,
    {{ mes_br('e.mes_ano_pagamento') }} as mes_pagamento,
    {{ texto('e.cod_rubrica') }} as rubrica_codigo,
    {{ texto('e.nome_rubrica') }} as rubrica_nome,
    coalesce(r.classe, 'nao_classificada') as classe,
    {{ texto('e.numero_seq') }} as sequencia,
    cast(e.ordem as integer) as ordem,
    case upper(btrim(e.indicador_rd)) when 'R' then 'rendimento' when 'D' then 'desconto' end as tipo,
    {{ mes_br('e.data_ano_mes_rubrica') }} as mes_rubrica,
    {{ texto('e.indicador_mov_supl') }} as indicador_mov_supl,
    {{ dinheiro_br('e.valor_rubrica') }} as valor,
    case when e.pz_rubrica ~ '^\d{1,3}$' then cast(e.pz_rubrica as integer) end as prazo,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ erros_conversao([
        ('mes_pagamento', 'e.mes_ano_pagamento', mes_br('e.mes_ano_pagamento')),
        ('mes_rubrica', 'e.data_ano_mes_rubrica', mes_br('e.data_ano_mes_rubrica')),
        ('valor', 'e.valor_rubrica', dinheiro_br('e.valor_rubrica')),
    ]) }} as _erros_conversao
from escolhidas as e
left join {{ ref('rubrica') }} as r on lpad(btrim(e.cod_rubrica), 5, '0') = r.codigo
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('e.codigo_orgao') }} = {{ orgao_siape('o.siape') }}
where e.n = 1
