-- As with the credit notes, a line between two bodies that are both served is one line of each.
with lados as (
    select
        l.*,
        coalesce(l.ug_emitente, left(l.pf, 6)) as ug,
        emitente.orgao_chave as orgao_emitente,
        favorecida.orgao_chave as orgao_favorecido
    from {{ ref('programacao_financeira_linha') }} as l
    left join {{ source('referencia', 'orgao_ug') }} as emitente on coalesce(l.ug_emitente, left(l.pf, 6)) = emitente.ug_codigo
    left join {{ source('referencia', 'orgao_ug') }} as favorecida on l.ug_favorecida = favorecida.ug_codigo
),

por_orgao as (
    select lados.*, coalesce(orgao_emitente, orgao_favorecido, 'nao_identificado') as orgao_chave
    from lados
    union all
    select lados.*, orgao_favorecido as orgao_chave
    from lados
    where orgao_emitente is not null and orgao_favorecido <> orgao_emitente
),

classificadas as (
    select
        p.*,
        coalesce(v.classe, 'nao_mapeado') as classe,
        v.sinal,
        {{ sentido_da_linha('p.orgao_chave', 'p.orgao_emitente', 'p.orgao_favorecido') }} as sentido
    from por_orgao as p
    left join {{ ref('acao_pf') }} as v on {{ parte('p.acao', ' ', 1) }} = v.acao
)

select
    {{ resumo("c.orgao_chave || '|' || c.linha_fonte_id") }} as linha_id,
    c.linha_fonte_id,
    c.orgao_chave,
    c.data_lancamento,
    cast({{ mes_de('c.data_lancamento') }} as date) as competencia,
    coalesce(cast(extract(year from c.data_lancamento) as integer), cast(substr(c.pf, 12, 4) as integer)) as exercicio,
    c.pf,
    substr(c.pf, 12) as pf_curta,
    c.ug as ug_emitente,
    c.ug_favorecida,
    c.evento_codigo,
    c.pf_inscricao,
    c.pf_inscricao_ausencia,
    {{ numero_transferencia('c.pf_inscricao') }} as numero_transferencia,
    c.acao,
    c.acao_descricao,
    c.classe,
    c.fonte_codigo,
    c.vinculacao,
    c.categoria_gasto,
    c.recurso,
    c.observacao,
    c.valor,
    {{ valor_da_classe('c.valor', 'c.sinal') }} as valor_assinado,
    c.sentido,
    {{ fluxo_da_linha('c.sentido', 'c.classe') }} as fluxo,
    {{ colunas_tecnicas('c', 'tesouro_gerencial') }},
    {{ erros_conversao([
        ('pf', 'c.pf_texto', 'c.pf'),
        ('data_lancamento', 'c.emissao_dia', 'c.data_lancamento'),
        ('valor', 'c.valor_texto', 'c.valor'),
    ]) }} as _erros_conversao
from classificadas as c
