{{ config(
    indexes=por_filtro(['categoria'], [{'columns': ['orgao_chave', 'ano', 'categoria'], 'unique': true}])
) }}
-- Validity by dates, on the last day of each year, or on the reference date in the current one.
with anos as (
    select
        k.exercicio as ano,
        {{ menor([data_de('k.exercicio', 12, 31), 'r.data_referencia']) }} as fim_do_ano,
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em
    from (select distinct exercicio from {{ ref('calendario') }}) as k
    cross join {{ ref('data_referencia') }} as r
    where r.fonte = 'compras_gov'
        and k.exercicio between extract(year from r.data_referencia) - 10 and extract(year from r.data_referencia)
),

situacoes as (
    select
        a.*,
        c.orgao_chave,
        coalesce(c.categoria, 'Não informado') as categoria,
        c.valor_global,
        {{ vigente_em('c', 'a.fim_do_ano') }} as vigente,
        {{ situacao_vigencia('c', 'a.fim_do_ano') }} as situacao,
        coalesce(extract(year from c.data_assinatura) = a.ano, false) as assinado_no_ano,
        coalesce(
            extract(year from c.vigencia_inicio) <= a.ano
            and (c.vigencia_indeterminada or extract(year from c.vigencia_fim) >= a.ano),
            false
        ) as vigencia_no_ano
    from anos as a
    inner join {{ ref('contrato') }} as c
        on c.receita_despesa = 'D' and c._deleted_at is null
            and coalesce(c.data_assinatura, c.vigencia_inicio, a.fim_do_ano) <= a.fim_do_ano
)

select
    orgao_chave,
    cast(ano as integer) as ano,
    categoria,
    cast({{ filtrado('count(*)', 'vigente') }} as integer) as qtd_vigentes,
    cast({{ filtrado('count(*)', "situacao = 'a_iniciar'") }} as integer) as qtd_a_iniciar,
    cast({{ filtrado('count(*)', "situacao = 'encerrado'") }} as integer) as qtd_encerrados,
    cast({{ filtrado('count(*)', "situacao = 'rescindido'") }} as integer) as qtd_rescindidos,
    cast({{ filtrado('count(*)', "situacao = 'sem_datas'") }} as integer) as qtd_sem_datas,
    cast({{ filtrado('count(*)', 'assinado_no_ano') }} as integer) as qtd_assinados_no_ano,
    cast({{ filtrado('count(*)', 'vigencia_no_ano') }} as integer) as qtd_com_vigencia_no_ano,
    cast(coalesce({{ filtrado('sum(valor_global)', 'vigente') }}, 0) as numeric(18, 2)) as valor_global,
    {{ fracao(em_numero(filtrado('count(*)', 'vigente')), 'sum(' ~ filtrado('count(*)', 'vigente') ~ ') over (partition by orgao_chave, ano)') }}
        as pct_quantidade,
    max(data_referencia) as data_referencia,
    max(dado_ate) as dado_ate,
    max(atualizado_em) as atualizado_em
from situacoes
group by orgao_chave, ano, categoria
