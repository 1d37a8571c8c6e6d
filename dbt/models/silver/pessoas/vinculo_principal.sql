-- The bond that speaks for a person in a body: one without exclusion first, then the group, then the latest entry (as a
-- date: '31012001' is after '01122024' only as {{ tipo('text') }}), then the lowest matrícula. All the others stay in vinculo.
with ordenados as (
    select
        v.*,
        v.data_exclusao is null or v.data_exclusao > d.data_referencia as sem_exclusao,
        row_number() over (
            partition by v.orgao_chave, v.pessoa_id
            order by
                (v._deleted_at is not null),
                (v.data_exclusao is not null and v.data_exclusao <= d.data_referencia),
                case v.situacao_grupo
                    when 'ativo_permanente' then 1 when 'comissionado_sem_vinculo' then 2 when 'temporario' then 3
                    when 'em_outro_orgao' then 4 when 'estagiario' then 5 when 'aposentado' then 6 else 7
                end,
                v.data_ingresso_orgao desc nulls last,
                v.matricula_siape
        ) as n,
        count(*) over (partition by v.orgao_chave, v.pessoa_id) as qtd_vinculos
    from {{ ref('vinculo') }} as v
    left join {{ ref('data_referencia') }} as d on d.fonte = 'siape'
    where v.pessoa_id is not null
)

select
    orgao_chave,
    pessoa_id,
    orgao_codigo,
    matricula_siape,
    situacao_grupo,
    case
        when sem_exclusao and _deleted_at is null and data_saida_observada is null then situacao_grupo
        else 'desligado'
    end as situacao_atual,
    ativo,
    qtd_vinculos,
    _fonte,
    _ingested_at,
    _run_id,
    _deleted_at,
    {{ lista_vazia() }} as _erros_conversao
from ordenados
where n = 1
