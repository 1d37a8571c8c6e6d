{{ config(
    indexes=por_filtro(['ano_instrumento', 'codigo_plano_acao', 'programa'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['id_plano_acao']}, {'columns': ['orgao_chave', 'tipo_fluxo']}, {'columns': ['semaforo']}])
) }}
with numeros as (
    select
        orgao_chave,
        id_plano_acao,
        {{ lista_ordenada('numero_transferencia', distinta=true) }} as numeros_transferencia,
        {{ algum('contradicao') }} as tem_contradicao,
        {{ algum('fluxo_contradiz') }} as tem_fluxo_divergente
    from {{ ref('ted_numero') }}
    group by orgao_chave, id_plano_acao
),

termos as (
    select
        id_plano_acao,
        {{ lista_de_textos('processo', ', ', 'data_assinatura nulls last, id_termo') }} as processo,
        min(data_assinatura) as data_assinatura
    from {{ ref('termo_execucao') }}
    where _deleted_at is null
    group by id_plano_acao
),

calculados as (
    select
        s.*,
        p.valor_firmado,
        s.valor_credito_recebido - s.valor_credito_devolvido - s.valor_credito_anulado as valor_destaque_orcamentario,
        s.valor_financeiro_recebido - s.valor_financeiro_devolvido - s.valor_financeiro_cancelado as valor_financeiro_liquido,
        s.valor_pago + s.valor_rp_pago as valor_pago_total,
        {{ ted_vigente('p', 's.data_referencia') }} as vigente,
        cast(
            case when p.situacao <> 'cancelado' then {{ ted_pct_tempo('p.vigencia_inicio', 'p.vigencia_fim', 's.data_referencia') }} end
            as numeric(12, 6)
        ) as pct_tempo
    from {{ ref('ted_posicao') }} as s
    left join {{ ref('plano_acao') }} as p on s.id_plano_acao = p.id_plano_acao
),

medidos as (
    select
        *,
        {{ fracao('valor_pago_total', 'valor_firmado') }} as pct_executado,
        cast(pct_tempo - {{ fracao('valor_pago_total', 'valor_firmado') }} as numeric(12, 6)) as pct_descompasso
    from calculados
)

select
    c.chave_linha,
    c.orgao_chave,
    c.id_plano_acao,
    c.exercicio,
    coalesce(a.codigo_plano_acao, 'Sem TED identificado') as codigo_plano_acao,
    c.tipo_fluxo,
    c.papel_orgao,
    n.numeros_transferencia,
    a.ano_instrumento,
    g.nome as programa,
    g.unidade_descentralizadora,
    g.sigla_descentralizadora,
    a.ug_descentralizadora,
    a.unidade_descentralizada,
    a.sigla_descentralizada,
    a.ug_descentralizada,
    a.unidade_responsavel_execucao,
    t.processo,
    t.data_assinatura,
    a.vigencia_inicio,
    a.vigencia_fim,
    a.situacao_fonte,
    a.situacao,
    a.objeto,
    c.vigente,
    case when c.vigente then a.vigencia_fim - c.data_referencia end as dias_para_encerrar,
    c.valor_firmado,
    c.valor_credito_recebido,
    c.valor_credito_devolvido,
    c.valor_credito_anulado,
    c.valor_credito_nao_mapeado,
    c.valor_credito_sem_celula,
    cast(c.valor_destaque_orcamentario as numeric(18, 2)) as valor_destaque_orcamentario,
    cast(c.valor_firmado - c.valor_destaque_orcamentario as numeric(18, 2)) as valor_destaque_a_receber,
    coalesce(c.valor_destaque_orcamentario > c.valor_firmado, false) as excedente,
    c.valor_empenhado,
    c.valor_anulado as valor_empenhado_anulado,
    c.valor_liquidado,
    c.valor_pago as valor_pago_exercicio,
    c.valor_rp_pago,
    c.valor_rp_inscrito,
    cast(c.valor_pago_total as numeric(18, 2)) as valor_pago_total,
    cast(c.valor_destaque_orcamentario - c.valor_empenhado as numeric(18, 2)) as valor_saldo_a_empenhar,
    c.valor_a_liquidar,
    cast(c.valor_rp_inscrito - c.valor_rp_pago_no_exercicio as numeric(18, 2)) as valor_rp_saldo_aparente,
    cast(c.valor_empenhado - c.valor_pago - c.valor_rp_pago as numeric(18, 2)) as valor_empenhado_nao_pago,
    c.valor_financeiro_recebido,
    c.valor_financeiro_devolvido,
    c.valor_financeiro_cancelado,
    c.valor_financeiro_nao_mapeado,
    cast(c.valor_financeiro_liquido as numeric(18, 2)) as valor_financeiro_liquido,
    cast(c.valor_firmado - c.valor_financeiro_liquido as numeric(18, 2)) as valor_financeiro_a_receber,
    cast(c.valor_financeiro_liquido - c.valor_pago_total as numeric(18, 2)) as valor_saldo_financeiro,
    c.pct_tempo,
    c.pct_executado,
    coalesce(c.pct_executado > 1, false) as execucao_acima_do_firmado,
    {{ fracao('c.valor_empenhado', 'c.valor_firmado') }} as pct_empenhado,
    {{ fracao('c.valor_destaque_orcamentario', 'c.valor_firmado') }} as pct_destaque,
    c.pct_descompasso,
    case
        when c.pct_descompasso >= {{ parametro('semaforo_critico') }} then 'critico'
        when c.pct_descompasso >= {{ parametro('semaforo_atencao') }} then 'atencao'
        when c.pct_descompasso is not null then 'normal'
    end as semaforo,
    c.valor_previsto,
    c.valor_previsto_ate as valor_previsto_ate_hoje,
    c.data_ultimo_movimento,
    c.data_referencia - c.data_ultimo_movimento as dias_sem_movimento,
    {%- for medida in ['empenhado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
    c.valor_{{ medida }}_baixa,
    {%- endfor %}
    coalesce(n.tem_contradicao, false) as tem_contradicao,
    coalesce(n.tem_fluxo_divergente, false) as tem_fluxo_divergente,
    c.cobertura_tesouro_parcial,
    coalesce(a._deleted_at is not null, false) as registro_removido,
    c.data_referencia,
    c.dado_ate,
    c.atualizado_em
from medidos as c
left join {{ ref('plano_acao') }} as a on c.id_plano_acao = a.id_plano_acao
left join {{ ref('programa_ted') }} as g on a.id_programa = g.id_programa
left join termos as t on c.id_plano_acao = t.id_plano_acao
left join numeros as n on c.orgao_chave = n.orgao_chave and c.id_plano_acao = n.id_plano_acao
