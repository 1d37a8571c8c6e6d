{{ config(
    indexes=por_filtro(['elemento', 'exercicio'], [{'columns': ['orgao_chave', 'ano', 'elemento_codigo'], 'unique': true}])
) }}
with elementos as (
    select
        orgao_chave,
        ano,
        coalesce(elemento_codigo, 'nao_informado') as elemento_codigo,
        min(elemento_nome) as elemento_nome,
        {{ somas_do_orcamento() }}
    from {{ ref('execucao_orcamentaria') }}
    group by orgao_chave, ano, coalesce(elemento_codigo, 'nao_informado')
)

select
    e.orgao_chave,
    e.ano,
    e.ano as exercicio,
    e.elemento_codigo,
    coalesce(e.elemento_nome, p.rotulo, 'Elemento não informado') as elemento_nome,
    {{ rotulo_do_elemento('e.elemento_codigo', 'coalesce(p.rotulo, e.elemento_nome)') }} as elemento,
    e.valor_dotacao_atualizada,
    e.valor_empenhado,
    e.valor_liquidado,
    e.valor_a_liquidar,
    e.valor_liquidado_a_pagar,
    e.valor_pago,
    {{ percentuais_do_orcamento('e') }},
    cast(
        dense_rank() over (partition by e.orgao_chave, e.ano order by e.valor_dotacao_atualizada desc nulls last, e.elemento_codigo)
        as integer
    ) as rank_dotacao,
    e.qtd_valores_ausentes,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from elementos as e
left join {{ ref('natureza_parte') }} as p on p.parte = 'elemento' and e.elemento_codigo = p.codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
