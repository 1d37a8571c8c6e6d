-- T28: in Compras.gov "liquidado" is a balance, in the Treasury it accumulates. The two have different names, so that no
-- union or sum can put one under the other unseen. Engines tell names in their own case.
select
    table_name,
    column_name
from information_schema.columns
where lower(table_schema) = 'silver'
    and (
        (lower(table_name) = 'empenho_saldo_compras' and lower(column_name) in ('liquidado', 'valor_liquidado'))
        or (lower(table_name) in ('empenho_lancamento', 'execucao_contrato') and lower(column_name) = 'valor_liquidado_a_pagar')
    )
