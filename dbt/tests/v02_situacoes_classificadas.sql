-- V02: at most 2 % of the invoices, and of their amount, in a situation that the seed does not know.
{{ config(severity='warn') }}
select
    {{ filtrado('count(*)', "estagio = 'nao_classificada'") }} as faturas,
    {{ filtrado('sum(valor)', "estagio = 'nao_classificada'") }} as valor
from {{ ref('fatura') }}
having {{ filtrado('count(*)', "estagio = 'nao_classificada'") }} > 0.02 * count(*)
    or {{ filtrado('sum(valor)', "estagio = 'nao_classificada'") }} > 0.02 * sum(valor)
