-- Good Friday, the fixed holidays and the ordinary days around them; every day once, without holes.
with esperados (dia, eh_dia_util) as (
    values
    (date '2024-03-29', false), (date '2025-04-18', false), (date '2026-04-03', false), (date '2049-04-16', false),
    (date '2019-04-19', false), (date '2024-03-28', true), (date '2024-11-20', false), (date '2023-11-20', true),
    (date '2025-12-25', false), (date '2025-12-26', true), (date '2025-12-27', false), (date '2024-02-29', true)
)

select
    e.dia,
    c.eh_dia_util
from esperados as e
left join {{ ref('calendario') }} as c on e.dia = c.dia
where c.eh_dia_util is distinct from e.eh_dia_util
union all
select
    max(dia) as dia,
    null as eh_dia_util
from {{ ref('calendario') }}
having count(*) <> max(dia) - min(dia) + 1
