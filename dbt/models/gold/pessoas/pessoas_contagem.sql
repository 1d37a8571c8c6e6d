-- Before suppression, so that sums can be checked; only the personnel area reads it.
{{ config(schema='gold_restrito') }}
with categorias as (
    select
        f.orgao_chave,
        f.data_referencia,
        f.dado_ate,
        f.atualizado_em,
        c.dimensao,
        coalesce(c.categoria, 'Não informado') as categoria
    from {{ ref('forca_trabalho') }} as f
    left join {{ ref('pessoa_sensivel') }} as s on f.pessoa_id = s.pessoa_id
    left join {{ ref('uf') }} as uf on f.uf = uf.uf
    cross join {{ linhas_de('c', ['dimensao', 'categoria'], [
        ["'genero'", 'f.sexo'],
        ["'raca_cor'", 's.cor_raca'],
        ["'faixa_etaria'", 'f.faixa_etaria'],
        ["'escolaridade'", 'f.escolaridade'],
        ["'situacao'", 'f.situacao_atual'],
        ["'jornada'", "f.jornada_horas || ' horas'"],
        ["'classe'", 'f.classe'],
        ["'pgd'", "case when f.participa_pgd then initcap(coalesce(f.modalidade_pgd, 'modalidade não informada'))"
            " when not f.participa_pgd then 'Não participa' end"],
        ["'uf'", 'uf.uf']
    ]) }}
    where f.ativo or c.dimensao = 'situacao'
)

select
    orgao_chave,
    cast({{ mes_de('data_referencia') }} as date) as competencia,
    dimensao,
    categoria,
    cast(count(*) as integer) as quantidade,
    cast(sum(count(*)) over (partition by orgao_chave, dimensao) as integer) as total,
    data_referencia,
    dado_ate,
    atualizado_em
from categorias
group by orgao_chave, data_referencia, dado_ate, atualizado_em, dimensao, categoria
