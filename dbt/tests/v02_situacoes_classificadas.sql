-- V02: at most 2 % of the invoices, and of their amount, in a situation that the seed does not know.
{{ config(severity='warn') }}
select
    count(*) filter (where estagio = 'nao_classificada') as faturas,
    sum(valor) filter (where estagio = 'nao_classificada') as valor
from {{ ref('fatura') }}
having count(*) filter (where estagio = 'nao_classificada') > 0.02 * count(*)
    or sum(valor) filter (where estagio = 'nao_classificada') > 0.02 * sum(valor)
