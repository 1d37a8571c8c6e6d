-- V04: validity begins before it ends.
{{ config(severity='warn') }}
select contrato_id, vigencia_inicio, vigencia_fim
from {{ ref('contrato') }}
where vigencia_inicio > vigencia_fim
