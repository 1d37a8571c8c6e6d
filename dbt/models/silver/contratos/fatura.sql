with referencias as (
    select
        f.id as fatura_id,
        count(*) as qtd,
        min({{ mes_ano(json_texto('lista.item', 'mesref'), json_texto('lista.item', 'anoref')) }}) as competencia
    from {{ source('compras_gov', 'faturas') }} as f
    cross join lateral {{ elementos('f.dados_referencia') }}
    group by f.id
),

classificadas as (
    select
        f.*,
        {{ situacao_normalizada('f.situacao') }} as situacao_chave
    from {{ source('compras_gov', 'faturas') }} as f
)

select
    f.id as fatura_id,
    f.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('f.numero') }} as numero,
    {{ texto('f.numero_serie') }} as numero_serie,
    substring(f.chave_nfe from '^\d{44}$') as chave_nfe,
    {{ codigo_de('f.contratante') }} as ug_codigo,
    {{ documento_siafi('f.sfadrao_id', codigo_de('f.contratante'), "'00001'") }} as documento_habil,
    {{ texto('f.tipolistafatura_id') }} as tipo_lista,
    {{ texto('f.tipo_instrumento_cobranca') }} as tipo_instrumento_cobranca,
    {{ sem_cpf(texto('f.justificativafatura_id')) }} as justificativa,
    {{ data_iso('f.emissao') }} as data_emissao,
    {{ data_iso('f.protocolo') }} as data_protocolo,
    {{ data_iso('f.ateste') }} as data_ateste,
    {{ data_iso('f.vencimento') }} as data_vencimento,
    {{ data_iso('f.prazo') }} as data_prazo,
    {{ data_iso('f.data_liquidacao') }} as data_liquidacao,
    {{ dinheiro_br('f.valor') }} as valor,
    {{ dinheiro_br('f.juros') }} as valor_juros,
    {{ dinheiro_br('f.multa') }} as valor_multa,
    {{ dinheiro_br('f.glosa') }} as valor_glosa,
    {{ dinheiro_br('f.valorliquido') }} as valor_liquido,
    {{ texto('f.situacao') }} as situacao_fonte,
    coalesce(s.estagio, 'nao_classificada') as estagio,
    coalesce({{ sim_nao('f.nota_cancelada') }}, false) or coalesce(s.estagio = 'cancelada', false) as cancelada,
    case
        when r.qtd = 1 then r.competencia
        when r.qtd is null then {{ mes_ano('f.mesref', 'f.anoref') }}
    end as competencia,
    case
        when r.qtd >= 1 then 'referencia'
        when {{ mes_ano('f.mesref', 'f.anoref') }} is not null then 'mesref_antigo'
        else 'desconhecida'
    end as competencia_origem,
    {{ fornecedor_chave('cast(null as text)', 'f.fornecedor_ic_mascara', 'f.fornecedor_ic_pseudonimo') }} as fornecedor_chave,
    {{ processo_nup('f.processo') }} as processo_nup,
    {{ colunas_tecnicas('f') }},
    {{ erros_conversao([
        ('data_emissao', 'f.emissao', data_iso('f.emissao')),
        ('data_vencimento', 'f.vencimento', data_iso('f.vencimento')),
        ('data_ateste', 'f.ateste', data_iso('f.ateste')),
        ('data_liquidacao', 'f.data_liquidacao', data_iso('f.data_liquidacao')),
        ('valor', 'f.valor', dinheiro_br('f.valor')),
        ('valor_juros', 'f.juros', dinheiro_br('f.juros')),
        ('valor_multa', 'f.multa', dinheiro_br('f.multa')),
        ('valor_glosa', 'f.glosa', dinheiro_br('f.glosa')),
        ('valor_liquido', 'f.valorliquido', dinheiro_br('f.valorliquido')),
    ]) }} as _erros_conversao
from classificadas as f
left join referencias as r on f.id = r.fatura_id
left join {{ ref('situacao_fatura') }} as s on f.situacao_chave = s.situacao
left join {{ ref('contrato_lista') }} as c on f.contrato_id = c.contrato_id
