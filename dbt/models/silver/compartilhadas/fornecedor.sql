-- Every party seen as supplier, creditor or favoured party, once; the newest name wins, a contract's before a
-- commitment's, and a party whose name is nowhere else has that of the registers. Lines that say the same of a party are
-- one before anything is made of them: there are hundreds of lines to a supplier.
with tesouro as (
    select
        ne_ccor_favorecido_mascara,
        ne_ccor_favorecido_pseudonimo,
        ne_ccor_favorecido_descricao,
        max(_ingested_at) as _ingested_at,
        max(_run_id) as _run_id
    from {{ source('tesouro_gerencial', 'notas_empenho') }}
    group by ne_ccor_favorecido_mascara, ne_ccor_favorecido_pseudonimo, ne_ccor_favorecido_descricao
),

faturas as (
    select
        fornecedor_ic_mascara,
        fornecedor_ic_pseudonimo,
        max(_ingested_at) as _ingested_at,
        max(_run_id) as _run_id
    from {{ source('compras_gov', 'faturas') }}
    group by fornecedor_ic_mascara, fornecedor_ic_pseudonimo
),

partes as (
    select
        {{ fornecedor_chave('fornecedor_tipo', 'fornecedor_cnpj_cpf_idgener_mascara', 'fornecedor_cnpj_cpf_idgener_pseudonimo') }}
            as fornecedor_chave,
        fornecedor_tipo as tipo,
        fornecedor_cnpj_cpf_idgener_mascara as documento,
        fornecedor_nome as nome,
        1 as preferencia,
        _ingested_at,
        _run_id
    from {{ ref('contrato_lista') }}
    union all
    select
        {{ fornecedor_chave('credor_obj_tipo', 'credor_obj_cnpj_cpf_idgener_mascara', 'credor_obj_cnpj_cpf_idgener_pseudonimo') }},
        credor_obj_tipo,
        credor_obj_cnpj_cpf_idgener_mascara,
        credor_obj_nome,
        2,
        _ingested_at,
        _run_id
    from {{ source('compras_gov', 'empenhos') }}
    union all
    select
        {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 'fornecedor_ic_mascara', 'fornecedor_ic_pseudonimo') }},
        null,
        fornecedor_ic_mascara,
        null,
        5,
        _ingested_at,
        _run_id
    from faturas
    union all
    select
        {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', codigo_sentinela('ne_ccor_favorecido_mascara'), 'ne_ccor_favorecido_pseudonimo') }},
        null,
        ne_ccor_favorecido_mascara,
        ne_ccor_favorecido_descricao,
        3,
        _ingested_at,
        _run_id
    from tesouro
    union all
    select
        {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 'cod_favorecido_mascara', 'cod_favorecido_pseudonimo') }},
        null,
        cod_favorecido_mascara,
        null,
        6,
        _ingested_at,
        _run_id
    from {{ source('siafi', 'notas_empenho') }}
    union all
    select
        {{ fornecedor_chave('cast(null as ' ~ tipo('text') ~ ')', 'coalesce(cnpj, cpf_mascara)', 'cpf_pseudonimo') }},
        null,
        coalesce(cnpj, cpf_mascara),
        nome_razao_social_fornecedor,
        4,
        _ingested_at,
        _run_id
    from {{ source('compras_dados_abertos', 'fornecedor') }}
),

escolhidas as (
    select
        *,
        row_number() over (
            partition by fornecedor_chave order by (nome is null), preferencia, _ingested_at desc, nome, documento
        ) as n
    from partes
    where fornecedor_chave is not null
)

select
    fornecedor_chave,
    'todos' as orgao_chave,
    case {{ parte('fornecedor_chave', ':', 1) }}
        when 'PJ' then 'JURIDICA' when 'PF' then 'FISICA' when 'UG' then 'UG' else 'IDGENERICO'
    end as tipo,
    case when fornecedor_chave like 'PJ:%' then substr(fornecedor_chave, 4) end as cnpj,
    case when fornecedor_chave like 'PJ:%' then substr(fornecedor_chave, 4, 8) end as cnpj_raiz,
    case when fornecedor_chave like 'PF:%' then {{ codigo_de('documento') }} end as cpf_mascarado,
    case
        when fornecedor_chave like 'PJ:%' then {{ cnpj_formatado('substr(fornecedor_chave, 4)') }}
        when fornecedor_chave like 'PF:%' then {{ codigo_de('documento') }}
        else substr(fornecedor_chave, 4)
    end as documento_exibicao,
    {{ aparado(troca(texto('nome'), '\\m\\d{11}\\M|\\*{11}', '')) }} as nome,
    coalesce(fornecedor_chave like 'PJ:%' and {{ casa('nome', '\\m\\d{11}\\M|\\*{11}') }}, false) as e_microempreendedor,
    case when fornecedor_chave like 'PJ:%' then {{ cnpj_valido('substr(fornecedor_chave, 4)') }} end as documento_valido,
    case preferencia when 3 then 'tesouro_gerencial' when 4 then 'compras_dados_abertos' when 6 then 'siafi' else 'compras_gov' end
        as _fonte,
    _ingested_at,
    _run_id,
    cast(null as {{ tipo('timestamptz') }}) as _deleted_at,
    {{ lista_vazia() }} as _erros_conversao
from escolhidas
where n = 1
