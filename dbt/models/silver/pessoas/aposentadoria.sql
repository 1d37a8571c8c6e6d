-- Retirements that happened, one per bond; the reason only in groups that reveal nobody's health.
with informacoes as (
    select distinct
        {{ orgao_siape('orgao') }} as orgao_codigo,
        {{ matricula_siape('matricula') }} as matricula_siape
    from {{ source('siape', 'lista_informacoes_aposentadoria') }}
    where _deleted_at is null
)

select
    v.orgao_codigo,
    v.matricula_siape,
    v.orgao_chave,
    v.pessoa_id,
    v.cargo,
    v.nivel_cargo as nivel,
    nullif({{ unidos(['v.classe', 'v.padrao'], ' ') }}, '') as classe_padrao,
    v.data_aposentadoria,
    cast({{ mes_de('v.data_aposentadoria') }} as date) as competencia,
    case
        when v.data_ingresso_servico_publico <= v.data_aposentadoria
            then cast((v.data_aposentadoria - v.data_ingresso_servico_publico) / 365.25 as numeric(5, 2))
    end as tempo_servico_anos,
    case
        when {{ casa('upper(v.motivo_aposentadoria)', 'COMPULS') }} then 'compulsoria'
        when {{ casa('upper(v.motivo_aposentadoria)', 'VOLUNT') }} then 'voluntaria'
        when v.motivo_aposentadoria is null then 'nao_informado'
        else 'outros'
    end as motivo_grupo,
    i.matricula_siape is not null as tem_informacoes,
    v._fonte,
    v._ingested_at,
    v._run_id,
    v._deleted_at,
    case
        when v.data_ingresso_servico_publico > v.data_aposentadoria then {{ lista_de_um("'tempo_servico_anos'") }}
        else {{ lista_vazia() }}
    end as _erros_conversao
from {{ ref('vinculo') }} as v
left join informacoes as i on v.orgao_codigo = i.orgao_codigo and v.matricula_siape = i.matricula_siape
where v.data_aposentadoria is not null
