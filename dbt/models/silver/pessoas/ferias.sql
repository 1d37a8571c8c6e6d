with relatos as (
    select
        r.*,
        {{ chave_de(['r.cod_orgao', 'r.cpf_pseudonimo', 'r.gr_matricula', 'r.ano_exercicio', 'r.numero_da_parcela', 'r.data_ini', 'r.ordem']) }}
            as ferias_id
    from ({{ afastamentos_do_bronze() }}) as r
    where r.especie = 'ferias'
),

escolhidos as (
    select
        *,
        row_number() over (
            partition by ferias_id order by (_deleted_at is not null), preferencia, ano_consultado desc, _ingested_at desc
        ) as n
    from relatos
)

select
    e.ferias_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ orgao_siape('e.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('e.gr_matricula') }} as matricula_siape,
    e.cpf_pseudonimo as pessoa_id,
    case when {{ casa('e.ano_exercicio', '^\\d{4}$') }} then cast(e.ano_exercicio as integer) end as ano_exercicio,
    {{ texto('e.numero_da_parcela') }} as parcela,
    {{ data_d8('e.data_ini') }} as data_inicio,
    {{ data_d8('e.data_fim') }} as data_fim,
    case when {{ casa('e.qtde_dias', '^\\d{1,3}$') }} then cast(e.qtde_dias as integer) end as dias,
    {{ data_d8('e.data_inicio_aquisicao') }} as aquisicao_inicio,
    {{ data_d8('e.data_fim_aquisicao') }} as aquisicao_fim,
    {{ sim_nao('e.parcela_interrompida') }} as interrompida,
    case when {{ casa('e.dias_restantes', '^\\d{1,3}$') }} then cast(e.dias_restantes as integer) end as dias_restantes,
    e.origem,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ erros_conversao([
        ('data_inicio', data_informada('e.data_ini'), data_d8('e.data_ini')),
        ('data_fim', data_informada('e.data_fim'), data_d8('e.data_fim')),
        ('dias', 'e.qtde_dias', "case when " ~ casa('e.qtde_dias', '^\\d{1,3}$') ~ " then 1 end"),
    ]) }} as _erros_conversao
from escolhidos as e
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('e.cod_orgao') }} = {{ orgao_siape('o.siape') }}
where e.n = 1
