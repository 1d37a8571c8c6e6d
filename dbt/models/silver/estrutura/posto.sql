-- A post that several units report stays in the deepest of them. SIORG no longer names who holds it, and a null name
-- does not mean vacant; the CPF that older answers carried is never stored, so the holder's pseudonym is unknown.
with relatos as (
    select
        i.*,
        u.orgao_chave,
        {{ siorg_codigo('i.id_unidade') }} as siorg_codigo,
        {{ funcao_comissionada('i.funcao') }} as funcao_canonica,
        {{ filtrado('count(*)', 'i._deleted_at is null') }} over (partition by i.codigo_instancia) as relatos_vigentes,
        row_number() over (
            partition by i.codigo_instancia order by (i._deleted_at is not null), u.nivel desc nulls last, i.id_unidade
        ) as n
    from {{ source('siorg', 'instancias') }} as i
    left join {{ ref('unidade_organizacional') }} as u on {{ siorg_codigo('i.id_unidade') }} = u.siorg_codigo
),

funcoes as (
    select
        funcao_canonica,
        min(cargo_funcao_codigo) as cargo_funcao_codigo
    from {{ ref('cargo_funcao') }}
    where _deleted_at is null
    group by funcao_canonica
)

select
    r.codigo_instancia as instancia_codigo,
    coalesce(r.orgao_chave, 'nao_identificado') as orgao_chave,
    r.siorg_codigo,
    f.cargo_funcao_codigo,
    coalesce(r.funcao_canonica, 'Não informado') as funcao_canonica,
    {{ texto('r.denominacao') }} as denominacao,
    cast(null as {{ tipo('text') }}) as titular_pessoa_id,
    cast(null as {{ tipo('text') }}) as titular_cpf_miolo,
    {{ texto('r.nome_titular') }} as titular_nome,
    case when {{ texto('r.nome_titular') }} is not null then true end as ocupado_siorg,
    r.relatos_vigentes > 1 as relatado_em_varias_unidades,
    {{ colunas_tecnicas('r', 'siorg') }},
    {{ lista([
        'case when r.funcao is not null and ' ~ funcao_parte('r.funcao', 'nivel') ~ " is null then 'funcao_canonica' end"
    ]) }} as _erros_conversao
from relatos as r
left join funcoes as f on r.funcao_canonica = f.funcao_canonica
where r.n = 1
