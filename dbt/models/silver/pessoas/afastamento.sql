-- Two leaves that begin on one day are two rows, and one whose start is unknown is kept. The yearly answers repeat what
-- crosses a year: a leave is counted once, whatever windows brought it.
{{ config(schema='silver_restrito') }}
with relatos as (
    select
        r.*,
        {{ chave_de(['r.cod_orgao', 'r.cpf_pseudonimo', 'r.gr_matricula', 'r.especie', 'r.cod_ocorrencia', 'r.data_ini', 'r.ordem']) }}
            as afastamento_id
    from ({{ afastamentos_do_bronze() }}) as r
    where r.especie <> 'ferias'
),

escolhidos as (
    select
        r.*,
        max(r.diploma_numero) over (partition by r.afastamento_id) as numero_do_ato,
        max(r.diploma) over (partition by r.afastamento_id) as especie_do_ato,
        max(r.data_publicacao) over (partition by r.afastamento_id) as publicacao_do_ato,
        row_number() over (
            partition by r.afastamento_id
            order by (r._deleted_at is not null), r.preferencia, r.ano_consultado desc, r._ingested_at desc
        ) as n
    from relatos as r
),

classes as (
    select
        e.afastamento_id,
        s.categoria,
        s.sensivel,
        row_number() over (partition by e.afastamento_id order by (s.codigo is null), s.ordem) as n
    from escolhidos as e
    inner join {{ ref('ocorrencia_afastamento') }} as s
        on s.codigo in (e.cod_ocorrencia, e.especie) or (s.codigo is null and {{ casa_coluna('upper(e.desc_ocorrencia)', 's.padrao') }})
    where e.n = 1
)

select
    e.afastamento_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ orgao_siape('e.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('e.gr_matricula') }} as matricula_siape,
    e.cpf_pseudonimo as pessoa_id,
    e.especie as tipo,
    {{ texto('e.cod_ocorrencia') }} as ocorrencia_codigo,
    {{ texto('e.desc_ocorrencia') }} as descricao,
    coalesce(classe.categoria, 'nao_classificada') as categoria,
    coalesce(classe.sensivel, true) as sensivel,
    {{ data_d8('e.data_ini') }} as data_inicio,
    {{ data_d8('e.data_fim') }} as data_fim,
    {{ dias_entre(data_d8('e.data_fim'), data_d8('e.data_ini')) }} + 1 as dias,
    {{ texto(unidos(['e.especie_do_ato', 'e.numero_do_ato'], ' ')) }} as diploma,
    {{ data_aaaammdd('e.publicacao_do_ato') }} as data_publicacao,
    cast(e.ordem as integer) as ordem,
    e.origem,
    {{ colunas_tecnicas('e', 'siape') }},
    {{ erros_conversao([
        ('data_inicio', data_informada('e.data_ini'), data_d8('e.data_ini')),
        ('data_fim', data_informada('e.data_fim'), data_d8('e.data_fim')),
        ('data_publicacao', data_informada('e.publicacao_do_ato'), data_aaaammdd('e.publicacao_do_ato')),
    ]) }} as _erros_conversao
from escolhidos as e
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('e.cod_orgao') }} = {{ orgao_siape('o.siape') }}
left join classes as classe on e.afastamento_id = classe.afastamento_id and classe.n = 1
where e.n = 1
