{%- set desde = linhas_desde() if execute else instante_literal('-infinity') -%}
-- The Treasury's lines of commitment that came, changed or left since the models with a row per line were built.
select {{ linha_do_tesouro('n') }} as linha_id
from {{ source('tesouro_gerencial', 'notas_empenho') }} as n
where {{ linha_chegou('n', desde) }}
