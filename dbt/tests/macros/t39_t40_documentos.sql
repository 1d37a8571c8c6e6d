-- T39, T40: document numbers are padded and never cut; a CNPJ keeps its zeros and letters.
{{ casos('documento_siafi', documento_siafi('entrada', "'999999'", "'00001'"), [
    ('2024NE000123', '999999000012024NE000123'), ('2024NC12345', '999999000012024NC012345'), ('2024ne7', '999999000012024NE000007'),
    ('2024NE1234567', none), ('2024NE', none), ('000123', none), ('', none), (none, none)
]) }}
union all
{{ casos('documento_siafi sem UG', documento_siafi('entrada', literal(none), "'00001'"), [('2024NE000123', none)]) }}
union all
{{ casos('documento_curto', documento_curto('entrada'), [('2024NC12345', '2024NC012345'), (' 2024OB800001 ', '2024OB800001')]) }}
union all
{{ casos('cnpj', cnpj('entrada'), [
    ('00.000.000/0001-91', '00000000000191'), ('12.abc.345/01de-35', '12ABC34501DE35'), ('191', none), ('', none), (none, none)
]) }}
union all
{{ casos('cnpj_valido', cnpj_valido('entrada'), [
    ('00000000000191', 'true'), ('12ABC34501DE35', 'true'), ('12ABC34501DE36', 'false'), ('26972885000184', 'true')
]) }}
union all
{{ casos('cpf', cpf('entrada'), [
    ('000.000.001-91', '00000000191'), ('191', '00000000191'), ('***.456.789-**', none), ('26.972.885/0001-84', none), ('', none)
]) }}
union all
{{ casos('cpf_miolo', cpf_miolo('entrada'), [('***.456.789-** - ANA-MARIA', '456789'), ('123.456.789-00', none)]) }}
union all
{{ casos('processo_nup', processo_nup('entrada'), [
    ('08038.003429/2016-17', '08038003429201617'), ('08038003429201617', '08038003429201617'), ('s/n', none), (none, none)
]) }}
union all
{{ casos('processo_nup_regular', processo_nup_regular('entrada'), [
    ('08038.003429/2016-17', 'true'), ('08038.003429/16-17', 'true'), ('12/2016', 'false')
]) }}
