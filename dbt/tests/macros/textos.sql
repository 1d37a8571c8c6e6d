-- Text without the noise of its source: spaces, words for "nothing", entities.
{{ casos('texto', texto('entrada'), [
    ('  a   b ', 'a b'), ('', none), ('---', none), ('NaN', none), ('None', none), ('null', none), ('NAO DECLARADO', none),
    ('NAO INFORMADO', none), (none, none), ('A &amp; B', 'A & B'), ('&amp;lt;', '&lt;'), ('D&apos;OESTE &#39;x&#x27;', "D'OESTE 'x'"),
    ('Educa&ccedil;&atilde;o', 'Educação'), ('Educa&#xE7;&#227;o', 'Educação'), ('&nbsp;', none), ('R&D', 'R&D'), ('a & b; c', 'a & b; c'),
    ('&#000; &#x0; &#xFFFFFF; &nada;', '&#000; &#x0; &#xFFFFFF; &nada;'), ('a&#160;b', 'a b')
]) }}
union all
{{ casos('sem_cpf', sem_cpf('entrada'), [
    ('CPF 000.000.001-91.', 'CPF ***.000.001-**.'), ('MEI FULANO 00000000191', 'MEI FULANO ***********'), ('2024NE000123', '2024NE000123')
]) }}
union all
{{ casos('nome_apos_mascara', nome_apos_mascara('entrada'), [('***.456.789-** - ANA-MARIA - DE SA', 'ANA-MARIA - DE SA')]) }}
