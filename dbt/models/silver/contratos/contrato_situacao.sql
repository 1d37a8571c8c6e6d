-- Validity of each contract on the reference date; the register's 'Ativo' is not used.
with datados as (
    select
        c.*,
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em,
        {{ vigente_em('c', 'r.data_referencia') }} as vigente,
        {{ situacao_vigencia('c', 'r.data_referencia') }} as situacao_vigencia,
        case when c.vigencia_indeterminada then null else c.vigencia_fim end as fim
    from {{ ref('contrato') }} as c
    cross join {{ ref('data_referencia') }} as r
    where r.fonte = 'compras_gov'
),

prorrogacoes as (
    select
        contrato_id,
        count(*) as qtd_termos,
        {{ filtrado('count(*)', "tipo_codigo = '55' and (altera_prazo or vigencia_fim > primeira_fim)") }} as qtd_prorrogacoes
    from (
        select
            t.*,
            first_value(t.vigencia_fim) over (partition by t.contrato_id order by t.ordem) as primeira_fim
        from {{ ref('contrato_termo') }} as t
        where t._deleted_at is null
    ) as termos
    group by contrato_id
)

select
    c.contrato_id,
    c.orgao_chave,
    c.data_referencia,
    c.dado_ate,
    c.atualizado_em,
    c.vigente,
    c.situacao_vigencia,
    coalesce(
        (c.situacao_fonte = 'Ativo' and c.situacao_vigencia in ('encerrado', 'rescindido'))
        or (c.situacao_fonte = 'Inativo' and c.vigente),
        false
    ) as divergencia_situacao,
    case when c.vigente then c.fim - c.data_referencia end as dias_para_vencer,
    case when c.vigente then {{ faixa_vencimento(dias_entre('c.fim', 'c.data_referencia'), 'c.vigencia_indeterminada') }} end
        as faixa_vencimento,
    cast(
        case
            when c.fim >= c.vigencia_inicio
                then {{ menor([1, maior([
                    0,
                    em_numero('(' ~ dias_entre(menor(['c.data_referencia', 'c.fim']), 'c.vigencia_inicio') ~ ' + 1)')
                    ~ ' / (' ~ dias_entre('c.fim', 'c.vigencia_inicio') ~ ' + 1)'
                ])]) }}
        end as numeric(12, 6)
    ) as pct_tempo,
    {{ fracao('(c.valor_global - c.valor_inicial_original)', 'c.valor_inicial_original') }} as pct_variacao_valor_inicial,
    case
        when c.prorrogavel then 'declarado'
        when c.fim - c.vigencia_inicio + 1 >= 730 and p.qtd_prorrogacoes >= 1 then 'indicio'
        else 'nao'
    end as continuado,
    coalesce(p.qtd_termos, 0) as qtd_termos,
    coalesce(p.qtd_prorrogacoes, 0) as qtd_prorrogacoes
from datados as c
left join prorrogacoes as p on c.contrato_id = p.contrato_id
