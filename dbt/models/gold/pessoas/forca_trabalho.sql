-- One row per person and body, of everyone who has or had a bond: the single base from which the products are counted.
{{ config(schema='gold_restrito', indexes=[{'columns': ['orgao_chave', 'pessoa_id'], 'unique': true}]) }}
with unidades as (
    select
        u.uorg_id,
        u.nome,
        u.sigla,
        u.uf,
        case when c.confianca in ('manual', 'exata', 'alta', 'media') then c.siorg_codigo end as siorg_codigo,
        coalesce(c.confianca, 'nenhuma') as confianca
    from {{ ref('uorg') }} as u
    left join {{ ref('unidade_correlacao') }} as c on u.uorg_id = c.uorg_id
),

ocupantes as (
    select orgao_codigo, matricula_siape, min(instancia_codigo) as instancia_codigo
    from {{ ref('posto_ocupacao') }}
    where pessoa_id is not null
    group by orgao_codigo, matricula_siape
)

select
    p.orgao_chave,
    p.pessoa_id,
    i.nome,
    v.matricula_siape,
    v.situacao,
    p.situacao_grupo,
    p.situacao_atual,
    p.ativo,
    p.situacao_atual = 'aposentado' as aposentado,
    cast(p.qtd_vinculos as integer) as qtd_vinculos,
    v.cargo,
    v.classe,
    v.padrao,
    v.jornada_horas,
    v.funcao,
    v.funcao_canonica,
    o.instancia_codigo,
    u.uorg_id,
    u.siorg_codigo,
    u.nome as unidade_nome,
    u.sigla as unidade_sigla,
    coalesce(u.confianca, 'nenhuma') as confianca_unidade,
    coalesce(l.uf, u.uf) as uf,
    v.participa_pgd,
    v.modalidade_pgd,
    pessoa.sexo,
    pessoa.faixa_etaria,
    pessoa.escolaridade,
    v.data_ingresso_orgao,
    v.data_aposentadoria,
    coalesce(v.data_exclusao, v.data_saida_observada) as data_saida,
    d.data_referencia,
    d.dado_ate,
    d.atualizado_em
from {{ ref('vinculo_principal') }} as p
inner join {{ ref('vinculo') }} as v on p.orgao_codigo = v.orgao_codigo and p.matricula_siape = v.matricula_siape
inner join {{ ref('data_referencia') }} as d on d.fonte = 'siape'
left join {{ ref('pessoa') }} as pessoa on p.pessoa_id = pessoa.pessoa_id
left join {{ ref('pessoa_identidade') }} as i on p.pessoa_id = i.pessoa_id
left join unidades as u on coalesce(v.uorg_exercicio_id, v.uorg_lotacao_id) = u.uorg_id
left join {{ ref('lotacao') }} as l on p.pessoa_id = l.pessoa_id and u.uorg_id = l.uorg_id
left join ocupantes as o on p.orgao_codigo = o.orgao_codigo and p.matricula_siape = o.matricula_siape
