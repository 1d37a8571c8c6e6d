{{ config(indexes=por_filtro(['orgao_chave'])) }}
-- Head counts are public facts (name, post and situation are published); what rests on age or on the programme of
-- management is hidden when it, or what it leaves of the total, is small, or when pessoas_distribuicao hides a cell of it.
{%- set grupos = {
    'ativo_permanente': 'ativos permanentes', 'comissionado_sem_vinculo': 'comissionados sem vínculo',
    'temporario': 'temporários', 'em_outro_orgao': 'ativos em outro órgão', 'estagiario': 'estagiários',
    'aposentado': 'aposentados', 'instituidor_pensao': 'instituidores de pensão', 'outros': 'outras situações',
    'nao_classificado': 'situação não classificada', 'desligado': 'desligados',
} %}
{%- set indicadores = [["'PES01'", "'Pessoas'", "'pessoas'", 'p.total', 'null', 'null', 'false']] %}
{%- for grupo in grupos %}
{%- do indicadores.append(["'PES01_" ~ grupo ~ "'", "'Pessoas: " ~ grupos[grupo] ~ "'", "'pessoas'", 'p.' ~ grupo, 'null', 'null', 'false']) %}
{%- endfor %}
{%- do indicadores.append(["'PES02'", "'Força de trabalho'", "'pessoas'", 'p.ativos', 'null', 'null', 'false']) %}
{%- for grupo in ['ativo_permanente', 'comissionado_sem_vinculo', 'temporario', 'estagiario', 'em_outro_orgao'] %}
{%- do indicadores.append(["'PES03_" ~ grupo ~ "'", "'" ~ grupos[grupo] | capitalize ~ "'", "'pessoas'", 'p.' ~ grupo, 'null', 'null', 'false']) %}
{%- endfor %}
{%- do indicadores.extend([
    ["'PES04'", "'Vínculos por pessoa'", "'vinculos'", 'p.vinculos', 'p.total', 'null', 'false'],
    ["'PES08'", "'Ativos com 60 anos ou mais (indício de aposentadoria próxima)'", "'fracao'", 'p.com_60', 'p.ativos', 'p.com_60', 'ocultas.com_60'],
    ["'PES09_ingresso'", "'Ingressos em 12 meses'", "'vinculos'", 'ingresso.acumulado_12m', 'null', 'null', 'false'],
    ["'PES09_desligamento'", "'Desligamentos em 12 meses'", "'vinculos'", 'saida.acumulado_12m', 'null', 'null', 'false'],
    ["'PES10'", "'Rotatividade em 12 meses'", "'fracao'", '(ingresso.acumulado_12m + saida.acumulado_12m) / 2.0',
        '(ingresso.ativos_inicio_12m + ingresso.ativos_fim) / 2.0', 'null', 'false'],
    ["'PES16'", "'Participação no PGD'", "'fracao'", 'p.no_pgd', 'p.no_pgd + p.fora_do_pgd', 'p.no_pgd', 'ocultas.pgd'],
    ["'PES16_nao_informado'", "'Participação no PGD não informada'", "'pessoas'", 'p.pgd_desconhecido', 'null', 'p.pgd_desconhecido', 'ocultas.pgd'],
    ["'PES20'", "'Chefias por força de trabalho'", "'fracao'", 'postos.ocupados', 'p.ativos', 'null', 'false'],
]) %}
with pessoas as (
    select
        f.orgao_chave,
        f.data_referencia,
        f.dado_ate,
        f.atualizado_em,
        count(*) as total,
        {%- for grupo in grupos %}
        {{ filtrado('count(*)', "f.situacao_atual = '" ~ grupo ~ "'") }} as {{ grupo }},
        {%- endfor %}
        {{ filtrado('count(*)', 'f.ativo') }} as ativos,
        sum(f.qtd_vinculos) as vinculos,
        {{ filtrado('count(*)', "f.ativo and f.faixa_etaria = '60 anos ou mais'") }} as com_60,
        {{ filtrado('count(*)', 'f.ativo and f.participa_pgd') }} as no_pgd,
        {{ filtrado('count(*)', 'f.ativo and not f.participa_pgd') }} as fora_do_pgd,
        {{ filtrado('count(*)', 'f.ativo and f.participa_pgd is null') }} as pgd_desconhecido
    from {{ ref('forca_trabalho') }} as f
    group by f.orgao_chave, f.data_referencia, f.dado_ate, f.atualizado_em
),

postos as (
    select orgao_chave, {{ filtrado('count(*)', "evidencia_ocupacao <> 'nenhuma'") }} as ocupados
    from {{ ref('posto_ocupacao') }}
    group by orgao_chave
),

ocultas as (
    select
        orgao_chave,
        {{ algum("suprimido and dimensao = 'faixa_etaria' and categoria = '60 anos ou mais'") }} as com_60,
        {{ algum("suprimido and dimensao = 'pgd'") }} as pgd
    from {{ ref('pessoas_distribuicao') }}
    group by orgao_chave
),

movimento as (
    select
        *,
        row_number() over (partition by orgao_chave, tipo order by competencia desc) as n
    from {{ ref('movimentacao_mensal') }}
),

terceirizados as (
    select
        t.orgao_chave,
        d.data_referencia,
        d.dado_ate,
        d.atualizado_em,
        {{ filtrado('count(distinct t.terceirizado_id)', "t.situacao_fonte = 'Ativo' and t.data_inicio <= d.data_referencia and (t.data_fim is null or t.data_fim >= d.data_referencia) and t._deleted_at is null") }} as ativos
    from {{ ref('terceirizado') }} as t
    inner join {{ ref('data_referencia') }} as d on d.fonte = 'compras_gov'
    group by t.orgao_chave, d.data_referencia, d.dado_ate, d.atualizado_em
),

medidas as (
    select p.orgao_chave, p.data_referencia, p.dado_ate, p.atualizado_em, m.*, p.ativos
    from pessoas as p
    left join postos on p.orgao_chave = postos.orgao_chave
    left join ocultas on p.orgao_chave = ocultas.orgao_chave
    left join movimento as ingresso on p.orgao_chave = ingresso.orgao_chave and ingresso.tipo = 'ingresso' and ingresso.n = 1
    left join movimento as saida on p.orgao_chave = saida.orgao_chave and saida.tipo = 'desligamento' and saida.n = 1
    cross join {{ linhas_de('m', ['indicador_codigo', 'indicador', 'unidade', 'numerador', 'denominador', 'contagem_protegida', 'oculta'], indicadores) }}
    union all
    select
        t.orgao_chave, t.data_referencia, t.dado_ate, t.atualizado_em, 'CON24', 'Terceirizados ativos', 'pessoas',
        t.ativos, null, t.ativos as contagem_protegida, false, null
    from terceirizados as t
),

marcadas as (
    select
        *,
        coalesce(oculta, true) or (contagem_protegida is not null
            and {{ contagem_pequena('contagem_protegida', 'coalesce(denominador, ativos, contagem_protegida)', parametro('limiar_supressao')) }}) as suprimido
    from medidas
)

select
    orgao_chave,
    cast({{ mes_de('data_referencia') }} as date) as competencia,
    indicador_codigo,
    indicador,
    unidade,
    case
        when suprimido then null
        when indicador_codigo in ('PES04', 'PES08', 'PES10', 'PES16', 'PES20') then {{ fracao(em_numero('numerador'), 'denominador') }}
        else cast(numerador as numeric(18, 6))
    end as valor,
    case when not suprimido then cast(numerador as numeric(18, 2)) end as numerador,
    case when not suprimido then cast(denominador as numeric(18, 2)) end as denominador,
    suprimido,
    data_referencia,
    dado_ate,
    atualizado_em
from marcadas
