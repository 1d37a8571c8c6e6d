-- Every unit of either side once: paired (U0 to U5), with several candidates (U8) or alone (U9). U5 is for review, no more.
with decisoes as (
    select * from {{ ref('unidade_par') }}
    union all
    select * from {{ ref('unidade_par_nome') }}
),

pares as (
    select * from decisoes where regra_codigo <> 'U8_ambigua'
),

ambiguos as (
    select * from decisoes where regra_codigo = 'U8_ambigua'
),

linhas as (
    select uorg_id, siorg_codigo, regra_codigo, evidencia, qtd_candidatos from pares
    union all
    select
        case when u.lado = 'siape' then u.unidade end,
        case when u.lado = 'siorg' then u.unidade end,
        case when count(a.regra_codigo) > 0 then 'U8_ambigua' else 'U9_so_' || u.lado end,
        min(a.evidencia),
        count(a.regra_codigo)
    from {{ ref('unidade_comparavel') }} as u
    left join ambiguos as a on u.unidade = case when u.lado = 'siape' then a.uorg_id else a.siorg_codigo end
    where (u.lado = 'siape' and u.unidade not in (select uorg_id from pares))
        or (u.lado = 'siorg' and u.unidade not in (select siorg_codigo from pares))
    group by u.lado, u.unidade
)

select
    coalesce(l.siorg_codigo, 'uorg:' || l.uorg_id) as unidade_chave,
    coalesce(s.orgao_chave, u.orgao_chave) as orgao_chave,
    l.siorg_codigo,
    l.uorg_id,
    l.regra_codigo,
    cast(substr(l.regra_codigo, 2, 1) as integer) as regra_ordem,
    case substr(l.regra_codigo, 1, 2)
        when 'U0' then 'manual' when 'U1' then 'exata' when 'U2' then 'alta' when 'U3' then 'media' when 'U4' then 'media'
        when 'U5' then 'baixa' when 'U8' then 'ambigua' else 'nenhuma'
    end as confianca,
    l.evidencia,
    cast(l.qtd_candidatos as integer) as qtd_candidatos,
    cast(1 as {{ tipo('numeric(14, 12)') }}) as fator_rateio,
    cast('unico' as {{ tipo('text') }}) as metodo_rateio,
    {{ dia_de(maior(['u._ingested_at', 's._ingested_at'])) }} as vigente_de
from linhas as l
left join {{ ref('unidade_comparavel') }} as u on l.uorg_id = u.unidade and u.lado = 'siape'
left join {{ ref('unidade_comparavel') }} as s on l.siorg_codigo = s.unidade and s.lado = 'siorg'
