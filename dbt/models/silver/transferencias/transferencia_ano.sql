-- What is foreseen and done by body, module and exercício of the plan; documents without a plan, by their own.
with movimentos as (
    select
        m.modalidade,
        coalesce(p.orgao_chave, m.orgao_chave) as orgao_chave,
        case when p.plano_chave is null then m.exercicio else p.exercicio end as exercicio,
        m.plano_chave,
        m.medida,
        m.valor
    from {{ ref('transferencia_movimento') }} as m
    left join {{ ref('transferencia_plano') }} as p on m.plano_chave = p.plano_chave
),

executado as (
    select
        modalidade,
        orgao_chave,
        exercicio,
        {%- for medida in [
            'empenhado_efetivo', 'empenhado_em_preparo', 'empenhado_cancelado', 'empenhado_nao_classificado', 'liquidado_efetivo',
            'liquidado_em_preparo', 'liquidado_cancelado', 'liquidado_nao_classificado', 'pago_efetivo', 'pago_em_preparo',
            'pago_cancelado', 'pago_nao_classificado', 'devolvido', 'devolucao_pendente'
        ] %}
        {{ soma_da_medida(medida) }} as valor_{{ medida }},
        {%- endfor %}
        cast(coalesce({{ filtrado('sum(valor)', "plano_chave is null and medida like 'empenhado%'") }}, 0) as numeric(18, 2))
            as valor_empenhado_sem_plano
    from movimentos
    group by modalidade, orgao_chave, exercicio
),

previsto as (
    select
        modalidade,
        orgao_chave,
        exercicio,
        count(*) as qtd_planos,
        {{ filtrado('count(*)', 'valor_previsto is null') }} as qtd_valores_ausentes,
        count(distinct beneficiario_cnpj) as qtd_beneficiarios,
        sum(valor_previsto) as valor_previsto
    from {{ ref('transferencia_plano') }}
    where _deleted_at is null
    group by modalidade, orgao_chave, exercicio
)

select
    coalesce(p.orgao_chave, e.orgao_chave) || '/' || coalesce(p.modalidade, e.modalidade) || '/'
    || coalesce(cast(coalesce(p.exercicio, e.exercicio) as {{ tipo('text') }}), 'sem_exercicio') as chave_linha,
    coalesce(p.orgao_chave, e.orgao_chave) as orgao_chave,
    coalesce(p.modalidade, e.modalidade) as modalidade,
    coalesce(p.exercicio, e.exercicio) as exercicio,
    cast(coalesce(p.qtd_planos, 0) as integer) as qtd_planos,
    cast(coalesce(p.qtd_valores_ausentes, 0) as integer) as qtd_valores_ausentes,
    cast(coalesce(p.qtd_beneficiarios, 0) as integer) as qtd_beneficiarios,
    cast(p.valor_previsto as numeric(18, 2)) as valor_previsto,
    {%- for medida in [
        'empenhado_efetivo', 'empenhado_em_preparo', 'empenhado_cancelado', 'empenhado_nao_classificado', 'liquidado_efetivo',
        'liquidado_em_preparo', 'liquidado_cancelado', 'liquidado_nao_classificado', 'pago_efetivo', 'pago_em_preparo',
        'pago_cancelado', 'pago_nao_classificado', 'devolvido', 'devolucao_pendente', 'empenhado_sem_plano'
    ] %}
    cast(coalesce(e.valor_{{ medida }}, 0) as numeric(18, 2)) as valor_{{ medida }}{{ "," if not loop.last }}
    {%- endfor %}
from previsto as p
full join executado as e
    on p.modalidade = e.modalidade and p.orgao_chave = e.orgao_chave and coalesce(p.exercicio, 0) = coalesce(e.exercicio, 0)
