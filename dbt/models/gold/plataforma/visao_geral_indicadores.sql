{{ config(indexes=por_filtro(['exercicio', 'orgao_chave'])) }}
-- One long table for the first page: it repeats values of other products and calculates none. A current value belongs to
-- the month of its reference date, that of a closed exercício to its December.
with orcamento as (
    {% for codigo, nome, coluna, unidade in [
        ('ORC01', 'Dotação atualizada', 'valor_dotacao_atualizada', 'BRL'),
        ('ORC18', 'Orçamento total', 'valor_orcamento_total', 'BRL'),
        ('ORC03', 'Empenhado', 'valor_empenhado', 'BRL'),
        ('ORC04', 'Liquidado', 'valor_liquidado', 'BRL'),
        ('ORC05', 'Pago no exercício', 'valor_pago', 'BRL'),
        ('ORC06', 'Saldo a liquidar', 'valor_a_liquidar', 'BRL'),
        ('ORC07', 'Liquidado a pagar', 'valor_liquidado_a_pagar', 'BRL'),
        ('ORC14', 'Restos a pagar, saldo aparente', 'valor_rp_saldo', 'BRL'),
        ('ORC15', 'Pago total', 'valor_pago_total', 'BRL'),
        ('ORC09', 'Percentual empenhado', 'pct_empenhado', 'fracao'),
        ('ORC10', 'Percentual executado', 'pct_executado', 'fracao'),
    ] %}
    select
        orgao_chave,
        'orcamento' as dominio,
        '{{ codigo }}' as indicador_codigo,
        '{{ nome }}' as nome,
        cast({{ coluna }} as numeric(20, 6)) as valor,
        '{{ unidade }}' as unidade,
        false as eh_alerta,
        case
            when ano = extract(year from data_referencia) then cast({{ mes_de('data_referencia') }} as date)
            else {{ data_de('ano', 12, 1) }}
        end as competencia,
        cast(lag({{ coluna }}) over (partition by orgao_chave order by ano) as numeric(20, 6)) as valor_anterior,
        lag(ano) over (partition by orgao_chave order by ano) = ano - 1 as tem_anterior,
        {{ 'cast(1 - pct_sem_vinculo as numeric(12, 6))' if codigo in ('ORC03', 'ORC04', 'ORC05') else 'cast(null as numeric(12, 6))' }} as pct_vinculado,
        data_referencia,
        dado_ate,
        atualizado_em
    from {{ ref('orcamento_resumo_anual') }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

atuais as (
    {{ indicadores_atuais() }}
),

pessoas as (
    select
        orgao_chave,
        'pessoas' as dominio,
        indicador_codigo,
        indicador as nome,
        cast(valor as numeric(20, 6)) as valor,
        case when unidade = 'fracao' then 'fracao' else 'qtd' end as unidade,
        false as eh_alerta,
        competencia,
        cast(lag(valor, 12) over (partition by orgao_chave, indicador_codigo order by competencia) as numeric(20, 6)) as valor_anterior,
        coalesce(
            lag(competencia, 12) over (partition by orgao_chave, indicador_codigo order by competencia)
            = {{ desloca('competencia', -1, 'year') }}, false
        ) as tem_anterior,
        cast(null as numeric(12, 6)) as pct_vinculado,
        data_referencia,
        dado_ate,
        atualizado_em
    from {{ ref('pessoas_indicadores') }}
),

todos as (
    select * from orcamento
    union all
    select * from atuais
    union all
    select * from pessoas
),

frescor as (
    select
        {{ dominio_da_fonte('fonte') }} as dominio,
        max(case situacao_frescor when 'em_dia' then 1 when 'atencao' then 2 when 'atrasado' then 3 else 4 end) as pior
    from {{ ref('saude_dos_dados') }}
    group by dominio
)

select
    t.orgao_chave,
    t.indicador_codigo,
    t.competencia,
    cast(extract(year from t.competencia) as integer) as exercicio,
    t.dominio,
    t.nome,
    t.valor,
    t.unidade,
    case when t.tem_anterior then t.valor_anterior end as valor_ano_anterior,
    {{ fracao('(t.valor - case when t.tem_anterior then t.valor_anterior end)', 'abs(t.valor_anterior)') }} as variacao,
    t.pct_vinculado,
    t.eh_alerta,
    case f.pior when 1 then 'em_dia' when 2 then 'atencao' when 3 then 'atrasado' else 'sem_dado' end as situacao_frescor,
    t.data_referencia,
    t.dado_ate,
    t.atualizado_em
from todos as t
left join frescor as f on t.dominio = f.dominio
