-- F02: the newest day of a resource brought a normal volume.
{{ config(severity='warn') }}
select v.fonte, v.recurso, v.dia, v.pct_volume_mediana
from {{ ref('saude_volumes') }} as v
where v.volume_anormal
    and v.dia = (select max(u.dia) from {{ ref('saude_volumes') }} as u where u.fonte = v.fonte and u.recurso = v.recurso)
