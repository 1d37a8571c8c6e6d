-- Every bridge is computed anew by each build; here is what a build decided otherwise than the one before it (2.1). A
-- document seen for the first time changed nothing; one that left is listed with what it had.
with versoes as (
    select
        *,
        lag(dbt_valid_to) over (partition by ponte_chave order by dbt_valid_from) as anterior_ate,
        lag(regra_codigo) over (partition by ponte_chave order by dbt_valid_from) as regra_anterior,
        lag(confianca) over (partition by ponte_chave order by dbt_valid_from) as confianca_anterior,
        lag(alvos) over (partition by ponte_chave order by dbt_valid_from) as alvos_anteriores,
        lag(rateio) over (partition by ponte_chave order by dbt_valid_from) as rateio_anterior,
        lead(dbt_valid_from) over (partition by ponte_chave order by dbt_valid_from) as proxima_desde
    from {{ ref('ponte_hist') }}
),

mudancas as (
    select
        ponte_chave, ponte, documento, orgao_chave, dbt_valid_from as mudou_em,
        case
            when anterior_ate < dbt_valid_from then 'voltou'
            when alvos_anteriores is null and alvos is not null then 'ganhou_alvo'
            when alvos_anteriores is not null and alvos is null then 'perdeu_alvo'
            when (alvos_anteriores is distinct from alvos) then 'trocou_alvo'
            when (rateio_anterior is distinct from rateio) then 'mudou_rateio'
            when regra_anterior <> regra_codigo then 'mudou_regra'
            else 'mudou_confianca'
        end as tipo_mudanca,
        regra_anterior, regra_codigo as regra_atual, confianca_anterior, confianca as confianca_atual,
        alvos_anteriores, alvos as alvos_atuais, rateio_anterior, rateio as rateio_atual
    from versoes
    where anterior_ate is not null
    union all
    select
        ponte_chave, ponte, documento, orgao_chave, dbt_valid_to, 'saiu',
        regra_codigo, null, confianca, null, alvos, null, rateio, null
    from versoes
    where dbt_valid_to is not null and (proxima_desde is null or proxima_desde > dbt_valid_to)
)

select * from mudancas
