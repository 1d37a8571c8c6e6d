{{ config(
    indexes=por_filtro(['categoria', 'contrato', 'faixa_vencimento', 'fornecedor_nome', 'modalidade', 'situacao_rotulo', 'ug_codigo'], [{'columns': ['chave_linha'], 'unique': true}, {'columns': ['orgao_chave', 'competencia']}])
) }}
-- CON24 in the month of the reference date: who is active, by contract and function. Groups of few people are hidden, and
-- with a contract's only small group the next one too, so that its total gives nobody away.
with ativos as (
    select
        t.*,
        c.numero,
        r.data_referencia,
        r.dado_ate,
        r.atualizado_em,
        coalesce(t.funcao, 'Não informada') as funcao_rotulo
    from {{ ref('terceirizado') }} as t
    inner join {{ ref('contrato') }} as c on t.contrato_id = c.contrato_id
    cross join {{ ref('data_referencia') }} as r
    where r.fonte = 'compras_gov' and t._deleted_at is null and t.situacao_fonte = 'Ativo'
        and t.data_inicio <= r.data_referencia and (t.data_fim is null or t.data_fim >= r.data_referencia)
),

grupos as (
    select
        orgao_chave,
        cast({{ mes_de('data_referencia') }} as date) as competencia,
        contrato_id,
        min(numero) as contrato_numero,
        funcao_rotulo as funcao,
        count(distinct terceirizado_id) as quantidade,
        sum(valor_custo) as custo,
        sum(valor_salario) as salario,
        sum(case when valor_salario is not null then valor_custo end) as custo_com_salario,
        {{ mediana('valor_salario', 'valor_salario is not null') }} as mediana,
        count(valor_salario) as com_salario,
        max(valor_salario) as maior_salario,
        max(valor_custo) as maior_custo,
        data_referencia,
        dado_ate,
        atualizado_em
    from ativos
    group by orgao_chave, contrato_id, funcao_rotulo, data_referencia, dado_ate, atualizado_em
),

{{ supressao(
    base='grupos',
    grupos=[['orgao_chave', 'contrato_id'], ['orgao_chave', 'funcao']],
    limiar=parametro('limiar_supressao'),
    ordem='contrato_id, funcao',
    universo=['orgao_chave', 'contrato_id']
) }}

select
    k.contrato_id || '/' || k.funcao as chave_linha,
    k.orgao_chave,
    k.competencia,
    k.contrato_id,
    k.contrato_numero,
    r.contrato,
    r.categoria,
    r.modalidade,
    r.ug_codigo,
    r.fornecedor_nome,
    r.situacao_rotulo,
    r.faixa_vencimento,
    k.funcao,
    cast(case when not k.suprimido then k.quantidade end as integer) as qtd_ativos,
    cast(
        case when not k.suprimido and k.maior_custo <= k.custo * {{ parametro('limite_concentracao_supressao') }} then k.custo end
        as numeric(18, 2)
    ) as valor_custo_mensal,
    cast(
        case
            when not k.suprimido and k.com_salario >= {{ parametro('limiar_supressao') }}
                and k.maior_salario <= k.salario * {{ parametro('limite_concentracao_supressao') }} then k.mediana
        end as numeric(18, 2)
    ) as valor_salario_mediano,
    cast(
        case when not k.suprimido and k.com_salario >= {{ parametro('limiar_supressao') }} then k.custo_com_salario / nullif(k.salario, 0) end
        as numeric(12, 6)
    ) as pct_custo_sobre_salario,
    k.suprimido,
    k.data_referencia,
    k.dado_ate,
    k.atualizado_em
from celulas_protegidas as k
left join {{ ref('contratos_resumo') }} as r on k.contrato_id = r.contrato_id
