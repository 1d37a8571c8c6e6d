-- 2.5: documents that one rule gives to a plan and another structured rule to a different one; people decide in vinculo_manual_*.
{{ config(severity='warn') }}
select tipo_documento, documento, id_plano_acao, regra_codigo, evidencia
from {{ ref('ted_documentos') }}
where contradicao
