-- A programme is read among those of the body's units and among those of the plans that it receives.
with listas as (
    select * from {{ source('transferegov_ted', 'programas') }}
    union all
    select * from {{ source('transferegov_ted', 'programas_recebidos') }}
),

escolhidos as (
    select
        *,
        {{ ug_de_inteiro('unidade_gestora_descentralizadora') }} as ug_descentralizadora,
        row_number() over (partition by id_programa order by (_deleted_at is not null), _ingested_at desc) as preferencia
    from listas
),

siorgs as (
    select siorg, min(orgao_chave) as orgao_chave
    from {{ source('referencia', 'orgao') }}
    group by siorg
)

select
    p.id_programa,
    coalesce(orgao_ug.orgao_chave, siorgs.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('p.tx_codigo_programa') }} as codigo,
    {{ texto('p.tx_nome_programa') }} as nome,
    {{ texto('p.tx_nome_institucional_programa') }} as nome_institucional,
    cast(p.aa_ano_programa as integer) as ano,
    {{ texto('p.tx_situacao_programa') }} as situacao_fonte,
    {{ texto('p.unidade_descentralizadora') }} as unidade_descentralizadora,
    {{ texto('p.sigla_unidade_descentralizadora') }} as sigla_descentralizadora,
    {{ texto('p.sigla_descentralizadora_sup') }} as sigla_superior_descentralizadora,
    cast(p.cd_descentralizadora_sup as {{ tipo('text') }}) as siorg_superior_descentralizadora,
    p.ug_descentralizadora,
    {{ texto('p.unidade_responsavel_acompanhamento') }} as unidade_acompanhamento,
    {{ texto('p.sigla_unidade_responsavel_acompanhamento') }} as sigla_acompanhamento,
    {{ texto('p.sigla_responsavel_acompanhamento_sup') }} as sigla_superior_acompanhamento,
    cast(p.cd_responsavel_acompanhamento_sup as {{ tipo('text') }}) as siorg_superior_acompanhamento,
    {{ ug_de_inteiro('p.unidade_gestora_acompanhamento') }} as ug_acompanhamento,
    {{ texto('p.tx_objetivo_programa') }} as objetivo,
    {{ texto('p.tx_descricao_programa') }} as descricao,
    p.in_grupo_investimento_obra as financia_obra,
    p.in_grupo_investimento_servico as financia_servico,
    p.in_grupo_investimento_equipamento as financia_equipamento,
    p.in_beneficiario_especifico as beneficiario_especifico,
    {{ data_iso('p.dt_recebimento_plano_beneficiario_inicio') }} as data_beneficiario_inicio,
    {{ data_iso('p.dt_recebimento_plano_beneficiario_fim') }} as data_beneficiario_fim,
    p.in_chamamento_publico as chamamento_publico,
    {{ data_iso('p.dt_recebimento_plano_chamamento_inicio') }} as data_chamamento_inicio,
    {{ data_iso('p.dt_recebimento_plano_chamamento_fim') }} as data_chamamento_fim,
    {{ texto('p.tx_modalidade_transferencia') }} as modalidade_transferencia,
    {{ colunas_tecnicas('p', 'transferegov_ted') }},
    {{ erros_conversao([
        ('data_beneficiario_inicio', 'p.dt_recebimento_plano_beneficiario_inicio', data_iso('p.dt_recebimento_plano_beneficiario_inicio')),
        ('data_beneficiario_fim', 'p.dt_recebimento_plano_beneficiario_fim', data_iso('p.dt_recebimento_plano_beneficiario_fim')),
        ('data_chamamento_inicio', 'p.dt_recebimento_plano_chamamento_inicio', data_iso('p.dt_recebimento_plano_chamamento_inicio')),
        ('data_chamamento_fim', 'p.dt_recebimento_plano_chamamento_fim', data_iso('p.dt_recebimento_plano_chamamento_fim')),
    ]) }} as _erros_conversao
from escolhidos as p
left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on p.ug_descentralizadora = orgao_ug.ug_codigo
left join siorgs on cast(p.cd_descentralizadora_sup as {{ tipo('text') }}) = siorgs.siorg
where p.preferencia = 1
