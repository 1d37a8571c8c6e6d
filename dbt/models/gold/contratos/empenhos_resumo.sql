{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'natureza_rotulo', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['contrato_id']}, {'columns': ['orgao_chave', 'exercicio', 'vinculo']}, {'columns': ['ne']}])
) }}
{%- set chave = [
    'orgao_chave', 'exercicio', 'ne', 'ug_codigo', 'contrato_id', 'fornecedor_chave', 'natureza_codigo', 'vinculo', 'regra_codigo',
    'confianca', 'fator_rateio'
] -%}
{%- set medidas = ['valor_empenhado', 'valor_liquidado', 'valor_pago', 'valor_rp_inscrito', 'valor_rp_pago'] -%}
-- The Treasury's lines of each note, contract and exercício in one row: a note has a line for each day on which it moved.
with notas as (
    select
        {{ chave_de(chave) }} as chave_linha,
        {{ chave | join(', ') }},
        {%- for medida in medidas %}
        sum({{ medida }}) as {{ medida }},
        {%- endfor %}
        count(*) as qtd_linhas
    from {{ ref('execucao_contrato') }}
    group by {{ chave | join(', ') }}
)

select
    e.chave_linha,
    e.orgao_chave,
    cast(e.exercicio as integer) as exercicio,
    e.ne,
    e.ug_codigo,
    u.ug_nome,
    e.contrato_id,
    coalesce(c.numero, 'Sem contrato identificado') as contrato_numero,
    coalesce(c.contrato, 'Sem contrato identificado') as contrato,
    c.modalidade,
    c.situacao_rotulo,
    c.faixa_vencimento,
    c.categoria,
    f.nome as fornecedor_nome,
    f.documento_exibicao as fornecedor_documento,
    e.natureza_codigo,
    n.natureza as natureza_rotulo,
    e.vinculo,
    {{ rotulo_do_vinculo('e.vinculo') }} as vinculo_rotulo,
    e.regra_codigo,
    e.confianca,
    b.evidencia,
    b.qtd_candidatos,
    e.fator_rateio,
    b.metodo_rateio,
    {{ motivo_sem_contrato('e') }} as motivo_sem_contrato,
    {%- for medida in medidas %}
    cast(e.{{ medida }} as numeric(18, 2)) as {{ medida }},
    {%- endfor %}
    e.qtd_linhas,
    r.data_referencia,
    r.dado_ate,
    r.atualizado_em
from notas as e
left join {{ ref('contrato_empenho') }} as b on e.ne = b.ne and e.contrato_id is not distinct from b.contrato_id
left join {{ ref('contratos_resumo') }} as c on e.contrato_id = c.contrato_id
left join {{ ref('unidade_gestora') }} as u on e.ug_codigo = u.ug_codigo
left join {{ ref('fornecedor') }} as f on e.fornecedor_chave = f.fornecedor_chave
left join {{ ref('natureza_despesa') }} as n on e.natureza_codigo = n.natureza_codigo
left join {{ ref('data_referencia') }} as r on r.fonte = 'tesouro_gerencial'
