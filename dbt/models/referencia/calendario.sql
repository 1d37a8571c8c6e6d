{% set lua = "(" ~ resto("(19 * (" ~ resto("ano", 19) ~ ") + 24)", 30) ~ ")" %}
-- Business days leave out the national holidays: those of a fixed date (Consciência Negra since 2024) and Sexta-feira
-- Santa, two days before Easter. Optional days off (Carnaval, Corpus Christi) and local holidays are business days.
with anos as (
    select
        ano,
        {{ lua }} as lua,
        {{ resto("(2 * (" ~ resto("ano", 4) ~ ") + 4 * (" ~ resto("ano", 7) ~ ") + 6 * " ~ lua ~ " + 5)", 7) }} as domingo
    from {{ inteiros(2000, 2060, 'ano', 'serie') }}
),

pascoas as (
    select
        ano,
        {{ dias_depois(
            data_de('ano', 3, 22),
            "lua + domingo - case when domingo = 6 and (lua = 29 or (lua = 28 and " ~ resto("ano", 19) ~ " > 10)) then 7 else 0 end"
        ) }} as pascoa
    from anos
),

dias as (
    select {{ dias_depois("date '2000-01-01'", 'n') }} as dia
    from {{ inteiros(0, 22280, 'n', 'serie') }}
)

select
    dia,
    cast({{ mes_de('dia') }} as date) as competencia,
    {{ data_formatada('dia', 'MM/YYYY') }} as mes_rotulo,
    cast(extract(quarter from dia) as integer) as trimestre,
    cast(extract(year from dia) as integer) as exercicio,
    {{ dia_da_semana('dia') }} < 6 as eh_dia_de_semana,
    {{ dia_da_semana('dia') }} < 6
    and {{ data_formatada('dia', 'MM-DD') }} not in ('01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25')
    and not ({{ data_formatada('dia', 'MM-DD') }} = '11-20' and extract(year from dia) >= 2024)
    and dia <> {{ dias_depois('p.pascoa', '-2') }} as eh_dia_util
from dias
inner join pascoas as p on extract(year from dia) = p.ano
