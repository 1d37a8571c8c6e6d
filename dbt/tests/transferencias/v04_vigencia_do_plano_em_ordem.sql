-- V04: validity begins before it ends.
{{ config(severity='warn') }}
select id_plano_acao, vigencia_inicio, vigencia_fim
from {{ ref('plano_acao') }}
where vigencia_inicio > vigencia_fim
