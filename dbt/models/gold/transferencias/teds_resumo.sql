{{ config(indexes=[{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'exercicio']}]) }}
{%- set inicio = 'coalesce(extract(year from p.vigencia_inicio), p.ano_plano, extract(year from s.data_referencia))' %}
{%- set fim = 'coalesce(extract(year from p.vigencia_fim), p.ano_plano, extract(year from s.data_referencia))' %}
-- A plan counts in every exercício that its term touches; the money of documents counts in that of the line. Who sends
-- a TED does not see the receiver's commitments: they are unknown, not zero.
with planos as (
    select
        s.*,
        p.valor_firmado,
        p.situacao,
        p.vigencia_fim,
        {{ ted_vigente('p', 's.data_referencia') }} as vigente,
        {{ ted_pct_tempo('p.vigencia_inicio', 'p.vigencia_fim', 's.data_referencia') }}
        - {{ fracao('(s.valor_pago + s.valor_rp_pago)', 'p.valor_firmado') }} as pct_descompasso,
        {{ inteiro_da_serie('anos') }} as exercicio_tocado
    from {{ ref('ted_posicao') }} as s
    inner join {{ ref('plano_acao') }} as p on s.id_plano_acao = p.id_plano_acao
    cross join {{ inteiros_entre('cast(' ~ inicio ~ ' as integer)', 'cast(' ~ maior([inicio, fim]) ~ ' as integer)', 'anos') }}
    where p._deleted_at is null
),

contagens as (
    select
        orgao_chave,
        exercicio_tocado as exercicio,
        tipo_fluxo,
        {{ filtrado('count(*)', "situacao <> 'cancelado'") }} as qtd_teds,
        {{ filtrado('count(*)', "situacao = 'cancelado'") }} as qtd_cancelados,
        {{ filtrado('count(*)', 'vigente') }} as qtd_vigentes,
        {%- for dias in [30, 60, 90, 180] %}
        {{ filtrado('count(*)', 'vigente and vigencia_fim - data_referencia <= ' ~ dias) }} as qtd_a_encerrar_{{ dias }},
        {%- endfor %}
        {{ filtrado('count(*)', "situacao <> 'cancelado' and pct_descompasso >= " ~ parametro('semaforo_critico')) }} as qtd_criticos,
        {{ filtrado('sum(valor_firmado)', "situacao <> 'cancelado'") }} as valor_firmado,
        {{ filtrado('sum(valor_firmado)', "situacao = 'cancelado'") }} as valor_firmado_cancelado,
        {{ filtrado('sum(valor_firmado - (valor_credito_recebido - valor_credito_devolvido - valor_credito_anulado))', "situacao <> 'cancelado'") }} as valor_destaque_a_receber,
        {{ filtrado('sum(valor_pago + valor_rp_pago)', "situacao <> 'cancelado' and valor_pago is not null") }} as pago_na_vida,
        {{ filtrado('sum(valor_firmado)', "situacao <> 'cancelado' and valor_pago is not null") }} as firmado_com_execucao
    from planos
    group by orgao_chave, exercicio_tocado, tipo_fluxo
),

dinheiro as (
    select
        m.orgao_chave,
        m.exercicio,
        case when m.id_plano_acao is null then 'sem_ted' else coalesce(s.tipo_fluxo, 'terceiro') end as tipo_fluxo,
        sum(m.valor_credito_recebido - m.valor_credito_devolvido - m.valor_credito_anulado) as valor_destaque_orcamentario,
        sum(m.valor_credito_nao_mapeado) as valor_credito_nao_mapeado,
        sum(m.valor_credito_sem_celula) as valor_credito_sem_celula,
        sum(m.valor_financeiro_recebido - m.valor_financeiro_devolvido - m.valor_financeiro_cancelado) as valor_financeiro_liquido,
        sum(m.valor_financeiro_nao_mapeado) as valor_financeiro_nao_mapeado,
        {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago', 'empenhado_baixa', 'pago_baixa', 'rp_pago_baixa'] %}
        sum(m.valor_{{ medida }}) as valor_{{ medida }},
        {%- endfor %}
        sum(m.qtd_medidas_ne) as qtd_medidas_ne
    from {{ ref('ted_mes') }} as m
    left join {{ ref('ted_posicao') }} as s on m.orgao_chave = s.orgao_chave and m.id_plano_acao = s.id_plano_acao
    group by m.orgao_chave, m.exercicio, case when m.id_plano_acao is null then 'sem_ted' else coalesce(s.tipo_fluxo, 'terceiro') end
),

sem_vinculo as (
    select
        orgao_chave,
        exercicio,
        {{ filtrado('sum(abs(valor))', 'id_plano_acao is null') }} as sem_ted,
        sum(abs(valor)) as total,
        {{ filtrado('sum(abs(valor))', "id_plano_acao is null and tipo_documento = 'NC'") }} as credito_sem_ted,
        {{ filtrado('sum(abs(valor))', "tipo_documento = 'NC'") }} as credito,
        {{ filtrado('sum(abs(valor))', "id_plano_acao is null and tipo_documento = 'PF'") }} as financeiro_sem_ted,
        {{ filtrado('sum(abs(valor))', "tipo_documento = 'PF'") }} as financeiro
    from {{ ref('ted_movimento') }}
    where tipo_documento in ('NC', 'PF') or medida in ('empenhado', 'empenhado_baixa')
    group by orgao_chave, exercicio
),

referencia as (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('ted_posicao') }}
)

select
    coalesce(c.orgao_chave, d.orgao_chave) || '/' || coalesce(cast(coalesce(c.exercicio, d.exercicio) as {{ tipo('text') }}), 'sem_exercicio')
    || '/' || coalesce(c.tipo_fluxo, d.tipo_fluxo) as chave_linha,
    coalesce(c.orgao_chave, d.orgao_chave) as orgao_chave,
    coalesce(c.exercicio, d.exercicio) as exercicio,
    coalesce(c.tipo_fluxo, d.tipo_fluxo) as tipo_fluxo,
    {%- for contagem in [
        'teds', 'cancelados', 'vigentes', 'a_encerrar_30', 'a_encerrar_60', 'a_encerrar_90', 'a_encerrar_180', 'criticos'
    ] %}
    cast(coalesce(c.qtd_{{ contagem }}, 0) as integer) as qtd_{{ contagem }},
    {%- endfor %}
    cast(coalesce(c.valor_firmado, 0) as numeric(18, 2)) as valor_firmado,
    cast(coalesce(c.valor_firmado_cancelado, 0) as numeric(18, 2)) as valor_firmado_cancelado,
    cast(coalesce(d.valor_destaque_orcamentario, 0) as numeric(18, 2)) as valor_destaque_orcamentario,
    cast(coalesce(d.valor_credito_nao_mapeado, 0) as numeric(18, 2)) as valor_credito_nao_mapeado,
    cast(coalesce(d.valor_credito_sem_celula, 0) as numeric(18, 2)) as valor_credito_sem_celula,
    cast(c.valor_destaque_a_receber as numeric(18, 2)) as valor_destaque_a_receber,
    cast(coalesce(d.valor_financeiro_liquido, 0) as numeric(18, 2)) as valor_financeiro_liquido,
    cast(coalesce(d.valor_financeiro_nao_mapeado, 0) as numeric(18, 2)) as valor_financeiro_nao_mapeado,
    {%- for nome, soma in {
        'empenhado': 'd.valor_empenhado', 'liquidado': 'd.valor_liquidado', 'pago': 'd.valor_pago', 'rp_inscrito': 'd.valor_rp_inscrito',
        'rp_pago': 'd.valor_rp_pago', 'a_liquidar': 'd.valor_empenhado - d.valor_liquidado', 'pago_total': 'd.valor_pago + d.valor_rp_pago'
    }.items() %}
    cast(
        case when coalesce(c.tipo_fluxo, d.tipo_fluxo) <> 'enviado' or d.qtd_medidas_ne > 0 then coalesce({{ soma }}, 0) end
        as numeric(18, 2)
    ) as valor_{{ nome }},
    {%- endfor %}
    cast(coalesce(d.valor_empenhado_baixa, 0) as numeric(18, 2)) as valor_empenhado_baixa,
    cast(coalesce(d.valor_pago_baixa + d.valor_rp_pago_baixa, 0) as numeric(18, 2)) as valor_pago_total_baixa,
    {{ fracao('c.pago_na_vida', 'c.firmado_com_execucao') }} as pct_executado,
    cast(coalesce(case when d.tipo_fluxo = 'sem_ted' then d.valor_destaque_orcamentario end, 0) as numeric(18, 2)) as valor_sem_ted,
    {{ fracao('coalesce(v.sem_ted, 0)', 'v.total') }} as pct_sem_ted,
    {{ fracao('coalesce(v.credito_sem_ted, 0)', 'v.credito') }} as pct_credito_sem_ted,
    {{ fracao('coalesce(v.financeiro_sem_ted, 0)', 'v.financeiro') }} as pct_financeiro_sem_ted,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from contagens as c
full join dinheiro as d
    on c.orgao_chave = d.orgao_chave and c.exercicio = d.exercicio and c.tipo_fluxo = d.tipo_fluxo
left join sem_vinculo as v
    on coalesce(c.orgao_chave, d.orgao_chave) = v.orgao_chave and coalesce(c.exercicio, d.exercicio) = v.exercicio
cross join referencia as r
