-- V02: at most 2 % of bonds, leaves and payroll lines in a code that the seeds do not know.
{{ config(severity='warn') }}
with classificacoes as (
    select 'situação funcional' as cadastro, situacao_grupo = 'nao_classificado' as desconhecida from {{ ref('vinculo') }}
    union all
    select 'ocorrência de afastamento', categoria = 'nao_classificada' from {{ ref('afastamento') }}
    union all
    select 'rubrica', classe = 'nao_classificada' from {{ ref('remuneracao_rubrica') }}
    union all
    select 'unidade', regra_codigo = 'U8_ambigua' from {{ ref('unidade_correlacao') }}
)

select cadastro, {{ filtrado('count(*)', 'desconhecida') }} as desconhecidas, count(*) as linhas
from classificacoes
group by cadastro
having {{ filtrado('count(*)', 'desconhecida') }} > 0.02 * count(*)
