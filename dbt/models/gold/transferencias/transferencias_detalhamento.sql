{{ config(indexes=[{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'modalidade', 'exercicio']}, {'columns': ['uf']}]) }}
{% set medidas = [
    'empenhado_efetivo', 'empenhado_em_preparo', 'empenhado_cancelado', 'empenhado_nao_classificado', 'liquidado_efetivo',
    'liquidado_em_preparo', 'liquidado_cancelado', 'liquidado_nao_classificado', 'pago_efetivo', 'pago_em_preparo', 'pago_cancelado',
    'pago_nao_classificado', 'devolvido', 'devolucao_pendente'
] %}
with somas as (
    select
        plano_chave,
        case when plano_chave is null then modalidade end as modalidade,
        case when plano_chave is null then orgao_chave end as orgao_chave,
        case when plano_chave is null then exercicio end as exercicio,
        {%- for medida in medidas %}
        {{ soma_da_medida(medida) }} as {{ medida }},
        {%- endfor %}
        {{ filtrado('count(*)', "documento = 'empenho'") }} as qtd_empenhos,
        {{ filtrado('count(*)', "documento = 'documento_habil'") }} as qtd_documentos_habeis,
        {{ filtrado('count(*)', "documento = 'ordem_pagamento'") }} as qtd_ordens,
        {{ filtrado('count(*)', 'valor is null') }} as qtd_valores_ausentes,
        max(data) as data_ultimo_documento
    from {{ ref('transferencia_movimento') }}
    group by plano_chave, case when plano_chave is null then modalidade end, case when plano_chave is null then orgao_chave end,
        case when plano_chave is null then exercicio end
),

relatorios as (
    select
        plano_chave,
        sum(valor_executado) as valor_executado,
        sum(valor_pendente) as valor_pendente,
        max(data) as data_relatorio
    from {{ ref('transferencia_relatorio_gestao') }}
    where eh_ultimo and relatorio_chave not like 'especial/antigo/%'
    group by plano_chave
),

metas as (
    select plano_chave, count(*) as qtd_metas
    from {{ ref('transferencia_meta') }}
    where _deleted_at is null
    group by plano_chave
),

referencia as (
    select max(data_referencia) as data_referencia, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('data_referencia') }}
    where fonte in ('transferegov_fundoafundo', 'transferegov_especiais', 'transferegov_parcerias')
)

select
    coalesce(p.plano_chave, s.modalidade || '/sem_plano/' || s.orgao_chave || '/' || coalesce(cast(s.exercicio as {{ tipo('text') }}), 'sem_exercicio'))
        as chave_linha,
    coalesce(p.orgao_chave, s.orgao_chave) as orgao_chave,
    coalesce(p.modalidade, s.modalidade) as modalidade,
    p.id_plano,
    coalesce(p.codigo, case when p.plano_chave is null then 'Sem plano identificado' end) as codigo,
    coalesce(p.exercicio, s.exercicio) as exercicio,
    g.nome as programa,
    p.situacao_fonte,
    p.beneficiario_cnpj,
    p.beneficiario_nome,
    coalesce(p.uf, 'Não informado') as uf,
    p.municipio,
    p.municipio_codigo,
    p.vigencia_inicio,
    p.vigencia_fim,
    p.data_assinatura,
    p.processo,
    p.emenda_numero,
    p.emenda_autor,
    p.objeto,
    p.valor_previsto,
    p.valor_total,
    p.valor_custeio,
    p.valor_investimento,
    cast(coalesce(s.qtd_empenhos, 0) as integer) as qtd_empenhos,
    cast(coalesce(s.qtd_documentos_habeis, 0) as integer) as qtd_documentos_habeis,
    cast(coalesce(s.qtd_ordens, 0) as integer) as qtd_ordens_pagamento,
    {%- for medida in ['empenhado_efetivo', 'empenhado_em_preparo', 'empenhado_cancelado', 'empenhado_nao_classificado'] %}
    cast(coalesce(s.{{ medida }}, 0) as numeric(18, 2)) as valor_{{ medida | replace('_efetivo', '') }},
    {%- endfor %}
    {%- for medida in medidas if medida.startswith('liquidado') or medida.startswith('pago') %}
    cast(case when coalesce(p.modalidade, s.modalidade) <> 'fundo_a_fundo' then coalesce(s.{{ medida }}, 0) end as numeric(18, 2))
        as valor_{{ medida | replace('_efetivo', '') }},
    {%- endfor %}
    cast(case when coalesce(p.modalidade, s.modalidade) = 'especial' then coalesce(s.devolvido, 0) end as numeric(18, 2)) as valor_devolvido,
    cast(case when coalesce(p.modalidade, s.modalidade) = 'especial' then coalesce(s.devolucao_pendente, 0) end as numeric(18, 2))
        as valor_devolucao_pendente,
    t.valor_empenhado as valor_tesouro_empenhado,
    t.valor_liquidado as valor_tesouro_liquidado,
    t.valor_pago_total as valor_tesouro_pago_total,
    cast(r.valor_executado as numeric(18, 2)) as valor_executado_relatorio,
    cast(r.valor_pendente as numeric(18, 2)) as valor_pendente_relatorio,
    r.data_relatorio,
    cast(coalesce(m.qtd_metas, 0) as integer) as qtd_metas,
    {{ fracao('coalesce(s.empenhado_efetivo, 0)', 'p.valor_previsto') }} as pct_empenhado,
    {{ fracao("case when p.modalidade <> 'fundo_a_fundo' then coalesce(s.liquidado_efetivo, 0) end", 'p.valor_previsto') }} as pct_liquidado,
    {{ fracao("case when p.modalidade <> 'fundo_a_fundo' then coalesce(s.pago_efetivo, 0) end", 'p.valor_previsto') }} as pct_pago,
    s.data_ultimo_documento,
    cast(coalesce(s.qtd_valores_ausentes, 0) as integer) as qtd_valores_ausentes,
    coalesce(p._deleted_at is not null, false) as registro_removido,
    d.data_referencia,
    d.dado_ate,
    d.atualizado_em
from {{ ref('transferencia_plano') }} as p
full join somas as s on p.plano_chave = s.plano_chave
left join {{ ref('transferencia_programa') }} as g on p.modalidade = g.modalidade and p.id_programa = g.id_programa
left join {{ ref('transferencia_tesouro') }} as t on p.plano_chave = t.plano_chave
left join relatorios as r on p.plano_chave = r.plano_chave
left join metas as m on p.plano_chave = m.plano_chave
cross join referencia as d
