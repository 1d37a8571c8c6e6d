-- What the systems write about each commitment, in one text: its description and the remarks of its lines.
with textos as (
    select
        ne,
        {{ lista_de_textos(unidos(['ne_descricao', 'observacao'], ' ; '), ' ; ', distinto=true) }} as texto,
        {{ filtrado('min(data_lancamento)', "tipo_linha = 'movimento'") }} as primeiro_lancamento
    from {{ ref('empenho_lancamento') }}
    where ne is not null
    group by ne
)

select
    n.ne,
    n.orgao_chave,
    n.ug_codigo,
    n.ano,
    coalesce(n.data_emissao, t.primeiro_lancamento) as data_emissao,
    n.ptres,
    n.fonte_codigo,
    n.plano_interno,
    {{ unidos(['n.descricao', 'n.observacao', 't.texto'], ' ; ') }} as texto,
    {{ colunas_tecnicas('n', 'tesouro_gerencial') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ ref('nota_empenho') }} as n
left join textos as t on n.ne = t.ne
where n.ne is not null
