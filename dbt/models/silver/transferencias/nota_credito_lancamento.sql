-- A line between units of two bodies that are both served is one line of each, sent by one and received by the other.
with lados as (
    select
        l.*,
        left(l.nc_texto, 6) as ug_emitente,
        emitente.orgao_chave as orgao_emitente,
        favorecida.orgao_chave as orgao_favorecido
    from {{ ref('nota_credito_linha') }} as l
    left join {{ source('referencia', 'orgao_ug') }} as emitente on left(l.nc_texto, 6) = emitente.ug_codigo
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
    left join {{ ref('evento_nc') }} as v on p.evento_codigo = v.evento
)

select
    {{ resumo("c.orgao_chave || '|' || c.linha_fonte_id") }} as linha_id,
    c.linha_fonte_id,
    c.orgao_chave,
    c.data_lancamento,
    cast({{ mes_de('c.data_lancamento') }} as date) as competencia,
    coalesce(cast(extract(year from c.data_lancamento) as integer), cast(substr(c.nc, 12, 4) as integer)) as exercicio,
    c.nc,
    substr(c.nc, 12) as nc_curta,
    case when {{ casa('c.ug_emitente', '^\\d{6}$') }} then c.ug_emitente end as ug_emitente,
    c.ug_favorecida,
    c.numero_transferencia,
    c.numero_transferencia_ausencia,
    c.fonte_codigo,
    c.ptres,
    c.ptres_ausencia,
    c.ptres is not null as tem_celula,
    c.evento_codigo,
    c.classe,
    c.ug_responsavel,
    c.natureza_codigo,
    c.plano_interno,
    c.descricao,
    c.valor,
    {{ valor_da_classe('c.valor', 'c.sinal') }} as valor_assinado,
    c.movimento_liquido,
    c.sentido,
    {{ fluxo_da_linha('c.sentido', 'c.classe') }} as fluxo,
    {{ colunas_tecnicas('c', 'tesouro_gerencial') }},
    {{ erros_conversao([
        ('nc', 'c.nc_texto', 'c.nc'),
        ('numero_transferencia', 'c.transferencia_texto', 'c.numero_transferencia'),
        ('valor', 'c.valor_texto', 'c.valor'),
        ('movimento_liquido', 'c.movimento_texto', 'c.movimento_liquido'),
    ]) }} as _erros_conversao
from classificadas as c
