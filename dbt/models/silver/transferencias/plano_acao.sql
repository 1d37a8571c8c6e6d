-- A plan is read among those that the body sends and among those that it receives. What it is to the body follows from
-- units and SIORG codes; between two bodies that are both served, the row belongs to who receives (see plano_acao_orgao).
with listas as (
    select * from {{ source('transferegov_ted', 'planos_acao') }}
    union all
    select * from {{ source('transferegov_ted', 'planos_acao_recebidos') }}
),

escolhidos as (
    select
        *,
        {{ ug_de_inteiro('unidade_descentralizada_gestora') }} as ug_descentralizada,
        row_number() over (partition by id_plano_acao order by (_deleted_at is not null), _ingested_at desc) as preferencia
    from listas
),

siorgs as (
    select siorg, min(orgao_chave) as orgao_chave
    from {{ source('referencia', 'orgao') }}
    group by siorg
),

com_orgaos as (
    select
        e.*,
        coalesce(orgao_ug.orgao_chave, siorgs.orgao_chave) as orgao_recebedor,
        nullif(p.orgao_chave, 'nao_identificado') as orgao_descentralizador,
        p.ug_descentralizadora
    from escolhidos as e
    left join {{ source('referencia', 'orgao_ug') }} as orgao_ug on e.ug_descentralizada = orgao_ug.ug_codigo
    left join siorgs on cast(e.cd_descentralizada_sup as {{ tipo('text') }}) = siorgs.siorg
    left join {{ ref('programa_ted') }} as p on e.id_programa = p.id_programa
    where e.preferencia = 1
)

select
    a.id_plano_acao,
    coalesce(a.orgao_recebedor, a.orgao_descentralizador, 'nao_identificado') as orgao_chave,
    a.orgao_recebedor,
    a.orgao_descentralizador,
    case
        when a.orgao_recebedor = a.orgao_descentralizador then 'interno'
        when a.orgao_recebedor is not null then 'recebedor'
        when a.orgao_descentralizador is not null then 'descentralizador'
        else 'terceiro'
    end as papel_orgao,
    {{ texto('a.codigo_plano_acao') }} as codigo_plano_acao,
    a.id_programa,
    {{ numero_transferencia('a.sq_instrumento') }} as numero_transferencia,
    cast(a.aa_instrumento as integer) as ano_instrumento,
    cast(a.aa_ano_plano_acao as integer) as ano_plano,
    a.ug_descentralizadora,
    {{ texto('a.unidade_descentralizada') }} as unidade_descentralizada,
    {{ texto('a.sigla_unidade_descentralizada') }} as sigla_descentralizada,
    {{ texto('a.sigla_descentralizada_sup') }} as sigla_superior_descentralizada,
    cast(a.cd_descentralizada_sup as {{ tipo('text') }}) as siorg_superior_descentralizada,
    a.ug_descentralizada,
    {{ texto('a.unidade_responsavel_execucao') }} as unidade_responsavel_execucao,
    {{ texto('a.sigla_unidade_responsavel_execucao') }} as sigla_responsavel_execucao,
    {{ texto('a.sigla_responsavel_execucao_sup') }} as sigla_superior_responsavel_execucao,
    cast(a.cd_responsavel_execucao_sup as {{ tipo('text') }}) as siorg_superior_responsavel_execucao,
    {{ ug_de_inteiro('a.unidade_responsavel_execucao_gestora') }} as ug_responsavel_execucao,
    cast(a.vl_total_plano_acao as numeric(18, 2)) as valor_firmado,
    cast(a.vl_beneficiario_especifico as numeric(18, 2)) as valor_beneficiario_especifico,
    cast(a.vl_chamamento_publico as numeric(18, 2)) as valor_chamamento_publico,
    {{ data_iso('a.dt_inicio_vigencia') }} as vigencia_inicio,
    {{ data_iso('a.dt_fim_vigencia') }} as vigencia_fim,
    {{ texto('a.tx_situacao_plano_acao') }} as situacao_fonte,
    coalesce(s.estagio, 'nao_classificado') as situacao,
    a.in_forma_execucao_direta as forma_direta,
    a.in_forma_execucao_particulares as forma_particulares,
    a.in_forma_execucao_descentralizada as forma_descentralizada,
    {{ sem_cpf(texto('a.tx_objeto_plano_acao')) }} as objeto,
    {{ sem_cpf(texto('a.tx_justificativa_plano_acao')) }} as justificativa,
    {{ colunas_tecnicas('a', 'transferegov_ted') }},
    {{ erros_conversao([
        ('numero_transferencia', 'a.sq_instrumento', numero_transferencia('a.sq_instrumento')),
        ('vigencia_inicio', 'a.dt_inicio_vigencia', data_iso('a.dt_inicio_vigencia')),
        ('vigencia_fim', 'a.dt_fim_vigencia', data_iso('a.dt_fim_vigencia')),
    ]) }} as _erros_conversao
from com_orgaos as a
left join {{ ref('situacao_plano_acao') }} as s on {{ situacao_normalizada('a.tx_situacao_plano_acao') }} = s.situacao
