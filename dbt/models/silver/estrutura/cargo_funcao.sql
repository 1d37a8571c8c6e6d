select
    c.codigo_cargo_funcao as cargo_funcao_codigo,
    cast('todos' as {{ tipo('text') }}) as orgao_chave,
    {{ texto('c.tipo_sigla') }} as tipo,
    {{ texto('c.tipo_nome') }} as tipo_nome,
    case when {{ casa('c.categoria', '^\\d{1,2}$') }} then cast(c.categoria as integer) end as categoria,
    case when {{ casa('c.nivel', '^\\d{1,2}$') }} then cast(c.nivel as integer) end as nivel,
    {{ funcao_comissionada(unidos(['c.tipo_sigla', 'c.categoria', 'c.nivel'], ' ')) }} as funcao_canonica,
    {{ texto('c.regra_autoridade') }} as regra_autoridade,
    {{ texto(unidos(['c.ato_normativo_tipo_ato', 'c.ato_normativo_numero'], ' ')) }} as ato_normativo,
    {{ colunas_tecnicas('c', 'siorg') }},
    {{ lista([
        'case when ' ~ nao_casa('c.categoria', '^\\d{1,2}$') ~ " then 'categoria' end",
        'case when ' ~ nao_casa('c.nivel', '^\\d{1,2}$') ~ " then 'nivel' end"
    ]) }} as _erros_conversao
from {{ source('siorg', 'cargos_funcoes') }} as c
