-- Business days leave out the national holidays: those of a fixed date (Consciência Negra since 2024) and Sexta-feira
-- Santa, two days before Easter. Optional days off (Carnaval, Corpus Christi) and local holidays are business days.
with anos as (
    select
        ano,
        (19 * (ano % 19) + 24) % 30 as lua,
        (2 * (ano % 4) + 4 * (ano % 7) + 6 * ((19 * (ano % 19) + 24) % 30) + 5) % 7 as domingo
    from generate_series(2000, 2060) as serie (ano)
),

pascoas as (
    select
        ano,
        {{ data_de('ano', 3, 22) }} + lua + domingo
        - case when domingo = 6 and (lua = 29 or (lua = 28 and ano % 19 > 10)) then 7 else 0 end as pascoa
    from anos
)

select
    cast(dia as date) as dia,
    cast({{ mes_de('dia') }} as date) as competencia,
    {{ data_formatada('dia', 'MM/YYYY') }} as mes_rotulo,
    cast(extract(quarter from dia) as integer) as trimestre,
    cast(extract(year from dia) as integer) as exercicio,
    extract(isodow from dia) < 6 as eh_dia_de_semana,
    extract(isodow from dia) < 6
    and {{ data_formatada('dia', 'MM-DD') }} not in ('01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25')
    and not ({{ data_formatada('dia', 'MM-DD') }} = '11-20' and extract(year from dia) >= 2024)
    and cast(dia as date) <> p.pascoa - 2 as eh_dia_util
from generate_series(date '2000-01-01', date '2060-12-31', interval '1 day') as dias (dia)
inner join pascoas as p on extract(year from dia) = p.ano
