-- R03: units of contracts that orgaos.yaml does not list; their rows are kept, under nao_identificado.
{{ config(severity='warn') }}
select ug_codigo, count(*) as contratos
from {{ ref('contrato') }}
where orgao_chave = 'nao_identificado'
group by ug_codigo
