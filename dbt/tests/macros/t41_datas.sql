-- T41: a day that does not exist is no date; it neither rolls over nor stops a load.
{{ casos('data_iso', data_iso('entrada'), [
    ('2024-05-31', '2024-05-31'), ('2021-04-13T12:30:47Z', '2021-04-13'), ('2024-02-29', '2024-02-29'), ('2023-02-29', none),
    ('0000-01-01', none), ('2024-13-01', none), ('', none), (none, none)
]) }}
union all
{{ casos('instante_iso', em_utc(instante_iso('entrada')), [
    ('2021-04-13T12:30:47Z', '2021-04-13 12:30:47'), ('2021-04-13T12:30:47-03:00', '2021-04-13 15:30:47'),
    ('2021-04-13T12:30:47+99:00', none), ('2021-02-30T12:30:47Z', none), ('2021-04-13', none)
]) }}
union all
{{ casos('data_d8', data_d8('entrada'), [
    ('31012001', '2001-01-31'), ('29022024', '2024-02-29'), ('01122024', '2024-12-01'), ('31022024', none), ('29022023', none),
    ('00000000', none), ('0', none), ('', none), (none, none), ('20241301', none), ('1012001', none), ('01010000', none)
]) }}
union all
{{ casos('data_informada', data_informada('entrada'), [('00000000', none), ('0', none), ('31022024', '31022024'), (none, none)]) }}
union all
{{ casos('data_aaaammdd', data_aaaammdd('entrada'), [('20241201', '2024-12-01'), ('20240230', none), ('01122024', none), ('', none)]) }}
union all
{{ casos('data_br', data_br('entrada'), [('15/01/2024', '2024-01-15'), ('31/04/2024', none), ('01/15/2024', none), ('000/2024', none)]) }}
union all
{{ casos('mes_br', mes_br('entrada'), [
    ('JAN/2024', '2024-01-01'), ('JAN2024', '2024-01-01'), ('dez/2023', '2023-12-01'), ('202401', '2024-01-01'), ('SET/2024', '2024-09-01'),
    ('ANF/2024', none), ('202413', none), ('JAN/0000', none), ('', none)
]) }}
union all
{{ casos('lancamento_data', lancamento_data('entrada'), [
    ('15/01/2024', '2024-01-15'), ('000/2024', '2024-01-01'), ('000/0000', none), ('30/02/2024', none), ('', none)
]) }}
union all
{{ casos('lancamento_tipo', lancamento_tipo('entrada'), [('15/01/2024', 'movimento'), ('000/2024', 'abertura_rap'), ('', none), ('x', none)]) }}
