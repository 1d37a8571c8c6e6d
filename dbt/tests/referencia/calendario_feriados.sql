-- Good Friday, the fixed holidays and the ordinary days around them; every day once, without holes.
{%- set dias = [] %}
{%- for dia, eh_dia_util in [
    ('2024-03-29', false), ('2025-04-18', false), ('2026-04-03', false), ('2049-04-16', false),
    ('2019-04-19', false), ('2024-03-28', true), ('2024-11-20', false), ('2023-11-20', true),
    ('2025-12-25', false), ('2025-12-26', true), ('2025-12-27', false), ('2024-02-29', true)
] %}{% do dias.append(["date '" ~ dia ~ "'", eh_dia_util | lower]) %}{% endfor %}
with esperados as (
    select * from {{ linhas_constantes('e', ['dia', 'eh_dia_util'], dias) }}
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
having count(*) <> {{ dias_entre('max(dia)', 'min(dia)') }} + 1
