-- '0,00' in novo_valor_global, with neither a number of instalments nor a starting date, means "does not change".
with convertidos as (
    select
        h.*,
        h.novo_num_parcelas is null and {{ texto('h.data_inicio_novo_valor') }} is null as sem_novo_valor,
        {{ dinheiro_br('h.novo_valor_global') }} as novo_global,
        {{ dinheiro_br('h.novo_valor_parcela') }} as novo_parcela
    from {{ source('compras_gov', 'historico') }} as h
),

qualificacoes as (
    select
        termo_id,
        {{ algum('codigo = 2') }} as altera_prazo,
        {{ algum('codigo in (1, 4)') }} as altera_valor
    from {{ ref('contrato_termo_qualificacao') }}
    group by termo_id
)

select
    h.id as termo_id,
    h.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    h.codigo_tipo as tipo_codigo,
    h.tipo,
    {{ texto('h.numero') }} as numero,
    {{ sem_cpf(texto('h.observacao')) }} as observacao,
    {{ data_iso('h.data_assinatura') }} as data_assinatura,
    {{ data_iso('h.data_publicacao') }} as data_publicacao,
    {{ data_iso('h.vigencia_inicio') }} as vigencia_inicio,
    {{ data_iso('h.vigencia_fim') }} as vigencia_fim,
    {{ dinheiro_br('h.valor_inicial') }} as valor_inicial,
    {{ dinheiro_br('h.valor_global') }} as valor_global,
    {{ dinheiro_br('h.valor_parcela') }} as valor_parcela,
    cast(h.num_parcelas as integer) as num_parcelas,
    cast(case when not (h.novo_global = 0 and h.sem_novo_valor) then h.novo_global end as numeric(18, 2))
        as novo_valor_global,
    cast(case when not (h.novo_parcela = 0 and h.sem_novo_valor) then h.novo_parcela end as numeric(18, 2))
        as novo_valor_parcela,
    cast(h.novo_num_parcelas as integer) as novo_num_parcelas,
    {{ data_iso('h.data_inicio_novo_valor') }} as data_inicio_novo_valor,
    {{ sim_nao('h.retroativo') }} as retroativo,
    {{ mes_ano('h.retroativo_mesref_de', 'h.retroativo_anoref_de') }} as retroativo_de,
    {{ mes_ano('h.retroativo_mesref_ate', 'h.retroativo_anoref_ate') }} as retroativo_ate,
    {{ texto('h.retroativo_vencimento') }} as retroativo_vencimento,
    {{ dinheiro_br('h.retroativo_valor') }} as retroativo_valor,
    h.situacao_contrato,
    coalesce(q.altera_prazo, false) as altera_prazo,
    coalesce(q.altera_valor, false) as altera_valor,
    row_number() over (partition by h.contrato_id order by {{ data_iso('h.data_assinatura') }}, h.id) as ordem,
    {{ instante_iso('h.criado_em') }} as criado_em,
    {{ instante_iso('h.alterado_em') }} as alterado_em,
    {{ colunas_tecnicas('h') }},
    {{ erros_conversao([
        ('data_assinatura', 'h.data_assinatura', data_iso('h.data_assinatura')),
        ('vigencia_inicio', 'h.vigencia_inicio', data_iso('h.vigencia_inicio')),
        ('vigencia_fim', 'h.vigencia_fim', data_iso('h.vigencia_fim')),
        ('valor_inicial', 'h.valor_inicial', dinheiro_br('h.valor_inicial')),
        ('valor_global', 'h.valor_global', dinheiro_br('h.valor_global')),
        ('valor_parcela', 'h.valor_parcela', dinheiro_br('h.valor_parcela')),
        ('novo_valor_global', 'h.novo_valor_global', 'h.novo_global'),
        ('novo_valor_parcela', 'h.novo_valor_parcela', 'h.novo_parcela'),
        ('alterado_em', 'h.alterado_em', instante_iso('h.alterado_em')),
    ]) }} as _erros_conversao
from convertidos as h
left join qualificacoes as q on h.id = q.termo_id
left join {{ ref('contrato_lista') }} as c on h.contrato_id = c.contrato_id
