select
    cast(dia as date) as dia,
    cast(date_trunc('month', dia) as date) as competencia,
    to_char(dia, 'MM/YYYY') as mes_rotulo,
    cast(extract(quarter from dia) as integer) as trimestre,
    cast(extract(year from dia) as integer) as exercicio,
    extract(isodow from dia) < 6 as eh_dia_de_semana
from generate_series(date '2000-01-01', date '2060-12-31', interval '1 day') as dias (dia)
