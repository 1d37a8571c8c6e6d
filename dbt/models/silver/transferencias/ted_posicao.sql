-- The position of each plan for each body that is part of it, and of what has no plan by exercício. Execution by
-- commitments is the receiver's: for who sends it is unknown, not zero, and so is what no loaded report can tell.
with referencia as (
    select max(data_referencia) as d, min(dado_ate) as dado_ate, max(atualizado_em) as atualizado_em
    from {{ ref('data_referencia') }}
    where fonte in ('transferegov_ted', 'tesouro_gerencial')
),

cobertura as (
    select
        orgao_chave,
        {{ filtrado('min(exercicio)', 'qtd_linhas_nc + qtd_linhas_pf + qtd_medidas_ne > 0') }} as primeiro_exercicio,
        {{ algum('qtd_linhas_nc > 0') }} as tem_nc,
        {{ algum('qtd_linhas_pf > 0') }} as tem_pf,
        {{ algum('qtd_medidas_ne > 0') }} as tem_ne
    from {{ ref('ted_mes') }}
    group by orgao_chave
),

somas as (
    select
        m.orgao_chave,
        m.id_plano_acao,
        case when m.id_plano_acao is null then m.exercicio end as exercicio,
        {%- for medida in [
            'credito_recebido', 'credito_devolvido', 'credito_anulado', 'credito_nao_mapeado', 'credito_sem_celula', 'financeiro_recebido',
            'financeiro_devolvido', 'financeiro_cancelado', 'financeiro_nao_mapeado', 'empenhado', 'anulado', 'liquidado', 'pago',
            'rp_pago', 'previsto', 'empenhado_baixa', 'liquidado_baixa', 'pago_baixa', 'rp_inscrito_baixa', 'rp_pago_baixa'
        ] %}
        sum(m.valor_{{ medida }}) as {{ medida }},
        {%- endfor %}
        {{ filtrado('sum(m.valor_previsto)', 'm.competencia <= r.d') }} as previsto_ate,
        {{ filtrado('sum(m.valor_empenhado - m.valor_liquidado)', 'm.exercicio = coalesce(case when m.id_plano_acao is null then m.exercicio end, extract(year from r.d))') }}
            as a_liquidar,
        {{ filtrado('sum(m.valor_rp_inscrito)', 'm.exercicio = coalesce(case when m.id_plano_acao is null then m.exercicio end, extract(year from r.d))') }} as rp_inscrito,
        {{ filtrado('sum(m.valor_rp_pago)', 'm.exercicio = coalesce(case when m.id_plano_acao is null then m.exercicio end, extract(year from r.d))') }} as rp_pago_no_exercicio,
        max(m.data_ultimo_movimento) as data_ultimo_movimento
    from {{ ref('ted_mes') }} as m
    cross join referencia as r
    group by m.orgao_chave, m.id_plano_acao, case when m.id_plano_acao is null then m.exercicio end
),

chaves as (
    select orgao_chave, id_plano_acao, papel_orgao from {{ ref('plano_acao_orgao') }}
    union all
    select s.orgao_chave, s.id_plano_acao, 'terceiro' as papel_orgao
    from somas as s
    left join {{ ref('plano_acao_orgao') }} as o on s.orgao_chave = o.orgao_chave and s.id_plano_acao = o.id_plano_acao
    where s.id_plano_acao is not null and o.id_plano_acao is null
),

linhas as (
    select
        c.orgao_chave || '/' || c.id_plano_acao as chave_linha, c.papel_orgao, c.id_plano_acao as plano, c.orgao_chave as orgao, s.*
    from chaves as c
    left join somas as s on c.orgao_chave = s.orgao_chave and c.id_plano_acao = s.id_plano_acao
    union all
    select
        s.orgao_chave || '/sem_ted/' || coalesce(cast(s.exercicio as {{ tipo('text') }}), 'sem_exercicio') as chave_linha, cast(null as {{ tipo('text') }}) as papel_orgao,
        cast(null as bigint) as plano, s.orgao_chave as orgao, s.*
    from somas as s
    where s.id_plano_acao is null
)

select
    l.chave_linha,
    l.orgao as orgao_chave,
    l.plano as id_plano_acao,
    l.exercicio,
    l.papel_orgao,
    case l.papel_orgao
        when 'recebedor' then 'recebido' when 'descentralizador' then 'enviado' when 'interno' then 'interno' when 'terceiro' then 'terceiro'
        else 'sem_ted'
    end as tipo_fluxo,
    {%- for medida in ['credito_recebido', 'credito_devolvido', 'credito_anulado', 'credito_nao_mapeado', 'credito_sem_celula'] %}
    cast(case when c.tem_nc then coalesce(l.{{ medida }}, 0) end as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    {%- for medida in ['financeiro_recebido', 'financeiro_devolvido', 'financeiro_cancelado', 'financeiro_nao_mapeado'] %}
    cast(case when c.tem_pf then coalesce(l.{{ medida }}, 0) end as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    {%- for medida in ['empenhado', 'anulado', 'liquidado', 'pago', 'rp_pago', 'rp_inscrito', 'rp_pago_no_exercicio', 'a_liquidar'] %}
    cast(case when c.tem_ne and (l.papel_orgao is distinct from 'descentralizador' or l.empenhado <> 0) then coalesce(l.{{ medida }}, 0) end
        as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    {%- for medida in ['empenhado_baixa', 'liquidado_baixa', 'pago_baixa', 'rp_inscrito_baixa', 'rp_pago_baixa', 'previsto', 'previsto_ate'] %}
    cast(coalesce(l.{{ medida }}, 0) as numeric(18, 2)) as valor_{{ medida }},
    {%- endfor %}
    l.data_ultimo_movimento,
    coalesce(extract(year from p.vigencia_inicio) < c.primeiro_exercicio, false) as cobertura_tesouro_parcial,
    r.d as data_referencia,
    r.dado_ate,
    r.atualizado_em
from linhas as l
left join cobertura as c on l.orgao = c.orgao_chave
left join {{ ref('plano_acao') }} as p on l.plano = p.id_plano_acao
cross join referencia as r
