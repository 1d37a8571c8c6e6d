-- R03: events, actions and situations that the seeds do not know yet; their rows are kept, apart from the classes.
{{ config(severity='warn') }}
select 'evento_nc' as lista, evento_codigo as codigo, count(*) as linhas
from {{ ref('nota_credito_lancamento') }}
where classe = 'nao_mapeado'
group by evento_codigo
union all
select 'evento_nc (TransfereGov)' as lista, evento_codigo as codigo, count(*) as linhas
from {{ ref('nota_credito_evento') }}
where classe = 'nao_mapeado'
group by evento_codigo
union all
select 'acao_pf' as lista, acao as codigo, count(*) as linhas
from {{ ref('programacao_financeira_lancamento') }}
where classe = 'nao_mapeado'
group by acao
union all
select 'situacao_plano_acao' as lista, situacao_fonte as codigo, count(*) as linhas
from {{ ref('plano_acao') }}
where situacao = 'nao_classificado'
group by situacao_fonte
