-- F01: no resource is later than its cadence allows.
{{ config(severity='warn') }}
select fonte, recurso, atraso_horas, cadencia_horas
from {{ ref('saude_dos_dados') }}
where situacao_frescor in ('atrasado', 'sem_dado')
