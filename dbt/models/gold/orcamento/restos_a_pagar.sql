{{ config(
    indexes=por_filtro(['elemento', 'grupo_despesa'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'exercicio']}])
) }}
-- What was registered is a stock on 1 January, so exercícios are never added; cancellations are not in the reports.
with somas as (
    select
        orgao_chave,
        exercicio,
        coalesce(ne_ano_emissao, cast(substr(ne, 12, 4) as integer)) as ano_empenho,
        coalesce(natureza_codigo, 'nao_informada') as natureza_codigo,
        vinculo,
        coalesce(sum(valor_rp_inscrito), 0) as inscrito,
        coalesce(sum(valor_rp_pago), 0) as pago,
        count(distinct ne) as qtd_notas,
        coalesce({{ algum("valor_rp_inscrito <> 0 and tipo_linha <> 'abertura_rap'") }}, false) as inscrito_fora_da_abertura
    from {{ ref('execucao_contrato') }}
    where valor_rp_inscrito <> 0 or valor_rp_pago <> 0
    group by orgao_chave, exercicio, coalesce(ne_ano_emissao, cast(substr(ne, 12, 4) as integer)), natureza_codigo, vinculo
)

select
    s.orgao_chave || '/' || s.exercicio || '/' || coalesce(cast(s.ano_empenho as {{ tipo('text') }}), 'sem_ano') || '/' || s.natureza_codigo
    || '/' || s.vinculo as chave_linha,
    s.orgao_chave,
    cast(s.exercicio as integer) as exercicio,
    s.ano_empenho,
    s.natureza_codigo,
    n.natureza as natureza_rotulo,
    coalesce(g.rotulo, 'Grupo não informado') as grupo_despesa,
    {{ rotulo_do_elemento('substr(s.natureza_codigo, 5, 2)', 'p.rotulo') }} as elemento,
    s.vinculo,
    {{ rotulo_do_vinculo('s.vinculo') }} as vinculo_rotulo,
    cast(s.inscrito as numeric(18, 2)) as valor_rp_inscrito,
    cast(s.pago as numeric(18, 2)) as valor_rp_pago,
    cast(s.inscrito - s.pago as numeric(18, 2)) as valor_rp_saldo,
    {{ fracao('s.pago', 's.inscrito') }} as pct_rp_pago,
    cast(s.exercicio - s.ano_empenho as integer) as idade_anos,
    cast(s.qtd_notas as integer) as qtd_notas,
    s.inscrito_fora_da_abertura,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from somas as s
left join {{ ref('natureza_despesa') }} as n on s.natureza_codigo = n.natureza_codigo
left join {{ ref('natureza_parte') }} as g on g.parte = 'grupo' and substr(s.natureza_codigo, 2, 1) = g.codigo
left join {{ ref('natureza_parte') }} as p on p.parte = 'elemento' and substr(s.natureza_codigo, 5, 2) = p.codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
