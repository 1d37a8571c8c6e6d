{{ config(indexes=[{'columns': ['contrato_id'], 'unique': true}, {'columns': ['orgao_chave', 'ug_codigo']}, {'columns': ['situacao_vigencia']}, {'columns': ['categoria']}]) }}
with execucao as (
    select
        m.contrato_id,
        sum(m.valor_cronograma) as valor_cronograma,
        sum(m.valor_faturado) as valor_faturado,
        sum(m.valor_faturado_pago) as pago,
        sum(m.valor_faturado_apropriado) as apropriado,
        sum(m.valor_faturado_pendente) as pendente,
        sum(m.valor_faturado_nao_classificado) as nao_classificado,
        sum(greatest(m.valor_cronograma - m.valor_faturado, 0)) filter (
            where m.competencia < date_trunc('month', s.data_referencia)
        ) as sem_fatura_vencido,
        sum(greatest(m.valor_cronograma - m.valor_faturado, 0)) filter (
            where m.competencia >= date_trunc('month', s.data_referencia)
        ) as sem_fatura_a_executar
    from {{ ref('contrato_mes') }} as m
    inner join {{ ref('contrato_situacao') }} as s on m.contrato_id = s.contrato_id
    group by m.contrato_id
),

faturas as (
    select
        contrato_id,
        count(*) filter (where not cancelada and _deleted_at is null) as qtd_faturas,
        sum(valor_liquido) filter (where not cancelada and (_deleted_at is null or estagio in ('paga', 'apropriada')))
            as valor_liquido,
        count(*) filter (where valor is null) as qtd_valores_ausentes
    from {{ ref('fatura') }}
    group by contrato_id
)

select
    c.orgao_chave,
    c.contrato_id,
    c.numero,
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
    coalesce(s.situacao_vigencia in ('encerrado', 'rescindido') and c.situacao_fonte = 'Ativo', false) as pendente_de_baixa,
    case
        when s.situacao_vigencia in ('encerrado', 'rescindido') and c.situacao_fonte = 'Ativo'
            then 'Consta como Ativo na fonte'
    end as motivos_baixa,
    s.continuado,
    cast(coalesce(n.qtd_faturas, 0) as integer) as qtd_faturas,
    cast(coalesce(n.qtd_valores_ausentes, 0) as integer) as qtd_valores_ausentes,
    c._deleted_at is not null as registro_removido,
    s.data_referencia,
    s.dado_ate,
    s.atualizado_em
from {{ ref('contrato') }} as c
inner join {{ ref('contrato_situacao') }} as s on c.contrato_id = s.contrato_id
left join {{ ref('unidade_gestora') }} as u on c.ug_codigo = u.ug_codigo
left join {{ ref('fornecedor') }} as f on c.fornecedor_chave = f.fornecedor_chave
left join execucao as x on c.contrato_id = x.contrato_id
left join faturas as n on c.contrato_id = n.contrato_id
