{{ config(indexes=por_filtro(['contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo'], [{'columns': ['contrato_id'], 'unique': true}, {'columns': ['orgao_chave', 'ug_codigo']}, {'columns': ['situacao_vigencia']}, {'columns': ['categoria']}])) }}
with execucao as (
    select
        m.contrato_id,
        sum(m.valor_cronograma) as valor_cronograma,
        sum(m.valor_faturado) as valor_faturado,
        sum(m.valor_faturado_pago) as pago,
        sum(m.valor_faturado_apropriado) as apropriado,
        sum(m.valor_faturado_pendente) as pendente,
        sum(m.valor_faturado_nao_classificado) as nao_classificado,
        {{ filtrado('sum(' ~ maior(['m.valor_cronograma - m.valor_faturado', 0]) ~ ')', 'm.competencia < ' ~ mes_de('s.data_referencia')) }} as sem_fatura_vencido,
        {{ filtrado('sum(' ~ maior(['m.valor_cronograma - m.valor_faturado', 0]) ~ ')', 'm.competencia >= ' ~ mes_de('s.data_referencia')) }} as sem_fatura_a_executar
    from {{ ref('contrato_mes') }} as m
    inner join {{ ref('contrato_situacao') }} as s on m.contrato_id = s.contrato_id
    group by m.contrato_id
),

faturas as (
    select
        contrato_id,
        {{ filtrado('count(*)', 'not cancelada and _deleted_at is null') }} as qtd_faturas,
        {{ filtrado('sum(valor_liquido)', "not cancelada and (_deleted_at is null or estagio in ('paga', 'apropriada'))") }}
            as valor_liquido,
        {{ filtrado('sum(valor_liquido)', "not cancelada and estagio in ('paga', 'apropriada')") }} as liquido_executado,
        {{ filtrado('count(*)', 'valor is null') }} as qtd_valores_ausentes
    from {{ ref('fatura') }}
    group by contrato_id
),

-- CON19: what keeps a contract that ended open.
pendencias as (
    select
        s.contrato_id,
        coalesce(c.situacao_fonte = 'Ativo', false) as consta_ativo,
        coalesce(t.valor_empenhado_exercicio - t.valor_pago_exercicio + t.valor_rp_saldo > 0, false) as tem_saldo
    from {{ ref('contrato_situacao') }} as s
    inner join {{ ref('contrato') }} as c on s.contrato_id = c.contrato_id
    left join {{ ref('contrato_tesouro') }} as t on s.contrato_id = t.contrato_id
    where s.situacao_vigencia in ('encerrado', 'rescindido')
)

select
    c.orgao_chave,
    c.contrato_id,
    c.numero,
    {{ rotulo_do_contrato('c', 'f.nome') }} as contrato,
    c.tipo_codigo,
    c.tipo,
    c.receita_despesa,
    coalesce(c.categoria, 'Não informado') as categoria,
    coalesce(c.modalidade, 'Não informado') as modalidade,
    c.ug_codigo,
    u.ug_nome,
    c.ug_origem_codigo,
    f.tipo as fornecedor_tipo,
    f.nome as fornecedor_nome,
    f.documento_exibicao as fornecedor_documento,
    case when f.tipo = 'FISICA' then 'Objeto omitido: fornecedor pessoa natural' else c.objeto end as objeto,
    c.processo,
    c.data_assinatura,
    c.vigencia_inicio,
    c.vigencia_fim,
    c.vigencia_indeterminada,
    c.data_rescisao,
    c.situacao_fonte,
    s.vigente,
    s.situacao_vigencia,
    {{ rotulo_da_situacao('s.situacao_vigencia') }} as situacao_rotulo,
    s.divergencia_situacao,
    cast(s.dias_para_vencer as integer) as dias_para_vencer,
    s.faixa_vencimento,
    c.valor_inicial_original,
    c.valor_global,
    c.valor_parcela,
    c.num_parcelas,
    c.valor_acumulado,
    c.valor_referencia,
    s.pct_variacao_valor_inicial,
    coalesce(s.pct_variacao_valor_inicial > {{ var('limite_variacao_valor') }}, false) as variacao_acima_limite,
    cast(s.qtd_termos as integer) as qtd_termos,
    cast(s.qtd_prorrogacoes as integer) as qtd_prorrogacoes,
    cast(coalesce(x.valor_cronograma, 0) as numeric(18, 2)) as valor_cronograma,
    cast(coalesce(x.valor_faturado, 0) as numeric(18, 2)) as valor_faturado,
    cast(coalesce(n.valor_liquido, 0) as numeric(18, 2)) as valor_faturado_liquido,
    cast(coalesce(x.pago, 0) as numeric(18, 2)) as valor_faturado_pago,
    cast(coalesce(x.apropriado, 0) as numeric(18, 2)) as valor_faturado_apropriado,
    cast(coalesce(x.pendente, 0) as numeric(18, 2)) as valor_faturado_pendente,
    cast(coalesce(x.nao_classificado, 0) as numeric(18, 2)) as valor_faturado_nao_classificado,
    cast(coalesce(x.valor_cronograma - x.valor_faturado, 0) as numeric(18, 2)) as valor_saldo_contratual,
    coalesce(x.valor_cronograma < x.valor_faturado, false) as saldo_negativo,
    cast(coalesce(x.sem_fatura_vencido, 0) as numeric(18, 2)) as valor_cronograma_sem_fatura_vencido,
    cast(coalesce(x.sem_fatura_a_executar, 0) as numeric(18, 2)) as valor_cronograma_sem_fatura_a_executar,
    {{ fracao('x.valor_faturado', 'x.valor_cronograma') }} as pct_executado,
    s.pct_tempo,
    t.valor_empenhado as valor_tesouro_empenhado,
    t.valor_a_liquidar as valor_tesouro_a_liquidar,
    t.valor_liquidado_a_pagar as valor_tesouro_liquidado_a_pagar,
    t.valor_rp_saldo as valor_tesouro_rp_saldo,
    t.valor_pago_total as valor_tesouro_pago,
    t.valor_empenhado_baixa as valor_tesouro_empenhado_baixa,
    t.valor_a_liquidar_baixa as valor_tesouro_a_liquidar_baixa,
    t.valor_pago_total_baixa as valor_tesouro_pago_baixa,
    t.cobertura_tesouro_parcial,
    t.confianca_predominante,
    t.pct_vinculado,
    cast(
        case when not t.cobertura_tesouro_parcial then coalesce(n.liquido_executado, 0) - t.valor_pago_total end as numeric(18, 2)
    ) as valor_divergencia_tesouro,
    coalesce(t.valor_pago_total >= c.valor_referencia - 0.01 and not t.cobertura_tesouro_parcial, false) as totalmente_pago,
    coalesce(b.consta_ativo or b.tem_saldo, false) as pendente_de_baixa,
    nullif({{ unidos([
        "case when b.consta_ativo then 'Consta como Ativo na fonte' end",
        "case when b.tem_saldo then 'O Tesouro tem empenho ou restos a pagar em aberto' end"
    ], '; ') }}, '') as motivos_baixa,
    s.continuado,
    cast(coalesce(n.qtd_faturas, 0) as integer) as qtd_faturas,
    cast(coalesce(n.qtd_valores_ausentes, 0) as integer) as qtd_valores_ausentes,
    c._deleted_at is not null as registro_removido,
    s.data_referencia,
    {{ menor(['s.dado_ate', 'd.dado_ate']) }} as dado_ate,
    {{ maior(['s.atualizado_em', 'd.atualizado_em']) }} as atualizado_em
from {{ ref('contrato') }} as c
inner join {{ ref('contrato_situacao') }} as s on c.contrato_id = s.contrato_id
left join {{ ref('unidade_gestora') }} as u on c.ug_codigo = u.ug_codigo
left join {{ ref('fornecedor') }} as f on c.fornecedor_chave = f.fornecedor_chave
left join execucao as x on c.contrato_id = x.contrato_id
left join faturas as n on c.contrato_id = n.contrato_id
left join {{ ref('contrato_tesouro') }} as t on c.contrato_id = t.contrato_id
left join pendencias as b on c.contrato_id = b.contrato_id
left join {{ ref('data_referencia') }} as d on d.fonte = 'tesouro_gerencial'
