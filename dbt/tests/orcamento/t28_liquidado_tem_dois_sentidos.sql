-- T28: in Compras.gov "liquidado" is a balance, in the Treasury it accumulates. The two have different names, so that no
-- union or sum can put one under the other unseen.
select
    table_name,
    column_name
from information_schema.columns
where table_schema = 'silver'
    and (
        (table_name = 'empenho_saldo_compras' and column_name in ('liquidado', 'valor_liquidado'))
        or (table_name in ('empenho_lancamento', 'execucao_contrato') and column_name = 'valor_liquidado_a_pagar')
    )
