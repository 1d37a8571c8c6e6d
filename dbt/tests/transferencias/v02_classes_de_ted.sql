-- V02: at most 2 % of lines, and of their money, in an event, action or situation that the seeds do not know, or ambiguous.
{{ config(severity='warn') }}
with linhas as (
    select 'evento_nc' as lista, classe = 'nao_mapeado' as fora, abs(valor) as valor from {{ ref('nota_credito_lancamento') }}
    union all
    select 'acao_pf' as lista, classe = 'nao_mapeado' as fora, abs(valor) as valor from {{ ref('programacao_financeira_lancamento') }}
    union all
    select 'situacao_plano_acao' as lista, situacao = 'nao_classificado' as fora, valor_firmado as valor from {{ ref('plano_acao') }}
    union all
    select 'vinculo_' || lower(tipo_documento) as lista, grupo = 'ambigua' as fora, abs(valor) as valor from {{ ref('ted_documentos') }}
)

select lista, {{ filtrado('count(*)', 'fora') }} as linhas, {{ filtrado('sum(valor)', 'fora') }} as valor
from linhas
group by lista
having {{ filtrado('count(*)', 'fora') }} > {{ parametro('limite_nao_classificado') }} * count(*)
    or {{ filtrado('sum(valor)', 'fora') }} > {{ parametro('limite_nao_classificado') }} * sum(valor)
