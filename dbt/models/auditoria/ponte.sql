-- What every bridge decides now, a row per document, post or unit whatever the number of its targets: the snapshot of it
-- tells what a later build decides otherwise.
with pontes as (
    select
        'contrato_empenho' as ponte,
        ne as chave,
        ne as documento,
        orgao_chave,
        regra_codigo,
        min(confianca) as confianca,
        {{ lista_de_textos('cast(contrato_id as ' ~ tipo('text') ~ ')', ', ', 'contrato_id') }} as alvos,
        case when count(*) > 1 then {{ lista_de_textos(sem_zeros_finais('fator_rateio'), ', ', 'contrato_id') }} end as rateio
    from {{ ref('contrato_empenho') }}
    group by ne, orgao_chave, regra_codigo
    {%- for ponte, chave, documento in [
        ('plano_nota_credito', 'linha_id', 'nc'), ('plano_programacao_financeira', 'linha_id', 'pf'), ('plano_empenho', 'ne', 'ne')
    ] %}
    union all
    select
        '{{ ponte }}', {{ chave }}, {{ documento }}, orgao_chave, regra_codigo, confianca, cast(id_plano_acao as {{ tipo('text') }}), null
    from {{ ref(ponte) }}
    {%- endfor %}
    union all
    select 'unidade_correlacao', unidade_chave, siorg_codigo, orgao_chave, regra_codigo, confianca, uorg_id, null
    from {{ ref('unidade_correlacao') }}
    union all
    select
        'posto_ocupacao', ocupacao_chave, instancia_codigo, orgao_chave, regra_codigo, confianca,
        orgao_codigo || '/' || matricula_siape, null
    from {{ ref('posto_ocupacao') }}
    where instancia_codigo is not null
)

select
    ponte || '/' || chave as ponte_chave,
    ponte,
    documento,
    orgao_chave,
    regra_codigo,
    confianca,
    alvos,
    rateio
from pontes
