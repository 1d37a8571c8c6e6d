-- Every bond of the answer, whichever its situation; which one speaks for the person is decided in vinculo_principal.
with vinculos as (
    select
        f.*,
        {{ orgao_siape('f.cod_orgao') }} as orgao_codigo,
        {{ matricula_siape('f.matricula_siape') }} as matricula,
        coalesce(por_codigo.grupo, por_nome.grupo, 'nao_classificado') as situacao_grupo,
        coalesce(por_codigo.compoe_forca_trabalho, por_nome.compoe_forca_trabalho, false) as compoe_forca_trabalho,
        coalesce({{ texto('f.cod_nova_funcao') }}, {{ texto('f.cod_funcao') }}) as funcao_codigo,
        {{ data_d8('f.data_ocorr_exclusao') }} as data_exclusao,
        {{ data_d8('f.data_ocorr_aposentadoria') }} as data_aposentadoria
    from {{ source('siape', 'consulta_dados_funcionais') }} as f
    left join {{ ref('situacao_funcional') }} as por_codigo
        on lpad({{ aparado('f.cod_sit_funcional') }}, 2, '0') = por_codigo.situacao
    left join {{ ref('situacao_funcional') }} as por_nome on upper({{ texto('f.nome_sit_funcional') }}) = por_nome.situacao
)

select
    v.orgao_codigo,
    v.matricula as matricula_siape,
    v.cpf_pseudonimo as pessoa_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('v.cod_sit_funcional') }} as situacao_codigo,
    coalesce({{ texto('v.nome_sit_funcional') }}, 'Não informado') as situacao,
    v.situacao_grupo,
    v.compoe_forca_trabalho,
    {{ texto('v.sigla_regime_juridico') }} as regime_sigla,
    {{ texto('v.nome_regime_juridico') }} as regime,
    {{ texto('v.cod_cargo') }} as cargo_codigo,
    {{ texto('v.nome_cargo') }} as cargo,
    {{ texto('v.sigla_nivel_cargo') }} as nivel_cargo,
    {{ texto('v.cod_classe') }} as classe,
    {{ texto('v.cod_padrao') }} as padrao,
    case when {{ casa('v.cod_jornada', '^\\d{1,2}$') }} then cast(v.cod_jornada as integer) end as jornada_horas,
    v.funcao_codigo,
    coalesce({{ texto('v.nome_nova_funcao') }}, {{ texto('v.nome_funcao') }}) as funcao,
    {{ funcao_comissionada('v.funcao_codigo') }} as funcao_canonica,
    {{ texto('v.nome_ativ_fun') }} as atividade_funcao,
    {{ data_d8('v.data_ocorr_ingresso_serv_publico') }} as data_ingresso_servico_publico,
    {{ data_d8('v.data_ocorr_ingresso_orgao') }} as data_ingresso_orgao,
    {{ data_d8('v.data_exercicio_no_orgao') }} as data_exercicio_orgao,
    coalesce({{ data_d8('v.data_ingresso_nova_funcao') }}, {{ data_d8('v.data_ingresso_funcao') }}) as data_ingresso_funcao,
    {{ data_d8('v.data_uorg_lotacao') }} as data_lotacao,
    {{ data_d8('v.data_uorg_exercicio') }} as data_exercicio,
    v.data_exclusao,
    {{ texto('v.nome_ocorr_exclusao') }} as motivo_exclusao,
    v.data_aposentadoria,
    {{ motivo_aposentadoria('v.nome_ocorr_aposentadoria') }} as motivo_aposentadoria,
    saida.data_saida_observada,
    {{ uorg_id('v.cod_orgao', 'v.cod_uorg_lotacao') }} as uorg_lotacao_id,
    {{ uorg_id('v.cod_orgao', 'v.cod_uorg_exercicio') }} as uorg_exercicio_id,
    {{ texto('v.cod_upag') }} as upag,
    {{ orgao_siape('v.codigo_orgao_origem') }} as orgao_origem_codigo,
    v.cpf_chefia_imediata_pseudonimo as chefia_pessoa_id,
    {{ sim_nao('v.participa_pgd') }} as participa_pgd,
    lower({{ texto('v.modalidade_pgd') }}) as modalidade_pgd,
    {{ percentual_br('v.percentual_ts') }} as pct_tempo_servico,
    coalesce(
        v.compoe_forca_trabalho
        and (v.data_exclusao is null or v.data_exclusao > d.data_referencia)
        and v._deleted_at is null
        and saida.data_saida_observada is null,
        false
    ) as ativo,
    {{ colunas_tecnicas('v', 'siape') }},
    {{ erros_conversao([
        ('jornada_horas', 'v.cod_jornada', "case when " ~ casa('v.cod_jornada', '^\\d{1,2}$') ~ " then 1 end"),
        ('data_ingresso_orgao', data_informada('v.data_ocorr_ingresso_orgao'), data_d8('v.data_ocorr_ingresso_orgao')),
        ('data_exclusao', data_informada('v.data_ocorr_exclusao'), 'v.data_exclusao'),
        ('data_aposentadoria', data_informada('v.data_ocorr_aposentadoria'), 'v.data_aposentadoria'),
        ('participa_pgd', 'v.participa_pgd', sim_nao('v.participa_pgd')),
        ('pct_tempo_servico', 'v.percentual_ts', percentual_br('v.percentual_ts')),
    ], [
        "case when v.situacao_grupo <> 'nao_classificado' or v.cod_sit_funcional is null then null else 'situacao_grupo' end",
        'case when v.funcao_codigo is not null and ' ~ funcao_parte('v.funcao_codigo', 'nivel') ~ " is null then 'funcao_canonica' end",
    ]) }} as _erros_conversao
from vinculos as v
left join {{ source('referencia', 'orgao') }} as o on v.orgao_codigo = {{ orgao_siape('o.siape') }}
left join {{ ref('data_referencia') }} as d on d.fonte = 'siape'
left join {{ ref('pessoa_saida') }} as saida on v.orgao_codigo = saida.orgao_codigo and v.cpf_pseudonimo = saida.pessoa_id
