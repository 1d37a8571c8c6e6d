-- U0 to U2. A pair needs both sides free: of a code that several units claim, none is chosen. Acronyms decide only where
-- the units above are already paired, down the tree.
with recursive siorg as (
    select * from {{ ref('unidade_comparavel') }} where lado = 'siorg'
),

siape as (
    select * from {{ ref('unidade_comparavel') }} where lado = 'siape'
),

manuais as (
    select
        u.unidade as uorg_id,
        s.unidade as siorg_codigo,
        'vinculo_manual_unidade: ' || m.motivo as evidencia
    from {{ ref('vinculo_manual_unidade') }} as m
    inner join siape as u on m.uorg_id = u.unidade
    inner join siorg as s on m.siorg_codigo = s.unidade
),

por_codigo as (
    select
        u.unidade as uorg_id,
        s.unidade as siorg_codigo,
        count(*) over (partition by u.unidade) as candidatos_siorg,
        count(*) over (partition by s.unidade) as candidatos_siape
    from siape as u
    inner join siorg as s on u.siorg_codigo = s.unidade
    where u.unidade not in (select uorg_id from manuais) and s.unidade not in (select siorg_codigo from manuais)
),

decididos as (
    select uorg_id, siorg_codigo, 'U0_manual' as regra_codigo, evidencia, 1 as qtd_candidatos from manuais
    union all
    select
        uorg_id,
        siorg_codigo,
        case when candidatos_siorg = 1 and candidatos_siape = 1 then 'U1_codsiorg' else 'U8_ambigua' end,
        'codSiorg ' || siorg_codigo,
        cast({{ maior(['candidatos_siorg', 'candidatos_siape']) }} as integer)
    from por_codigo
),

livres_siape as (
    select *, count(*) over (partition by orgao_chave, sigla) as repeticoes
    from siape
    where unidade not in (select uorg_id from decididos)
),

livres_siorg as (
    select *, count(*) over (partition by orgao_chave, sigla) as repeticoes
    from siorg
    where unidade not in (select siorg_codigo from decididos)
),

pares (uorg_id, siorg_codigo, regra_codigo, evidencia, qtd_candidatos) as (
    select * from decididos
    union all
    select
        u.unidade as uorg_id,
        s.unidade as siorg_codigo,
        'U2_sigla_pai',
        'sigla ' || u.sigla || ' sob ' || p.siorg_codigo,
        1
    from pares as p
    inner join livres_siape as u on p.uorg_id = u.pai and u.repeticoes = 1
    inner join livres_siorg as s on p.siorg_codigo = s.pai and u.sigla = s.sigla and s.repeticoes = 1
    where p.regra_codigo <> 'U8_ambigua'
)

select
    u.orgao_chave,
    pares.*
from pares
left join siape as u on pares.uorg_id = u.unidade
