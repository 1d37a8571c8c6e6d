-- Codes of the sources in one form, and why a code is missing.
{{ casos('codigo_sentinela', codigo_sentinela('entrada'), [
    ('-9', none), ('-8', none), (' -7 ', none), ('009', '009'), ('-6', '-6'), ('', none), (none, none)
]) }}
union all
{{ casos('codigo_ausencia', codigo_ausencia('entrada'), [
    ('-9', 'nao_se_aplica'), ('-8', 'nao_informado'), ('-7', 'invalido'), ('009', none), (none, none)
]) }}
union all
{{ casos('codigo_ausencia do Tesouro', codigo_ausencia('entrada', tesouro=true), [('-9', 'nao_se_aplica'), ('-8', 'nao_se_aplica')]) }}
union all
{{ casos('codigo_de', codigo_de('entrada'), [('33903 - A - B', '33903'), ('06', '06')]) }}
union all
{{ casos('rotulo_de', rotulo_de('entrada'), [('33903 - A - B', 'A - B'), ('449052', none), ('06 - ', none), (none, none)]) }}
union all
{{ casos('natureza_codigo', natureza_codigo('entrada'), [
    ('339040 - SERVICOS DE TI - PJ', '339040'), ('3.3.90.40', '339040'), ('33904012', '339040'), ('3390', none), ('', none), (none, none)
]) }}
union all
{{ casos('natureza_subitem', natureza_subitem('entrada'), [('33904012', '12'), ('339040', none)]) }}
union all
{{ casos('funcao_comissionada', funcao_comissionada('entrada'), [
    ('FCE 1 13', 'FCE 1.13'), ('FCE 1.13', 'FCE 1.13'), ('FCE0113', 'FCE 1.13'), ('FCE113', 'FCE 1.13'), ('CCE 2.07', 'CCE 2.07'),
    ('CCE 2.7', 'CCE 2.07'), ('CCE-1.05', 'CCE 1.05'), ('DAS 101.4', 'DAS 101.4'), ('FG 1', 'FG 1'), ('', none), (none, none)
]) }}
union all
{{ casos('funcao_parte', funcao_parte('entrada', 'nivel'), [('FCE0113', '13'), ('FG 1', none)]) }}
union all
{{ casos('sim_nao', sim_nao('entrada'), [('Sim', 'true'), ('NÃO', 'false'), ('1', 'true'), ('0', 'false'), ('talvez', none), ('', none)]) }}
