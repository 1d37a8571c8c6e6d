select
    d.codigo_cargo_funcao as cargo_funcao_codigo,
    d.codigo as denominacao_codigo,
    cast('todos' as {{ tipo('text') }}) as orgao_chave,
    {{ texto('d.descricao') }} as denominacao,
    {{ colunas_tecnicas('d', 'siorg') }},
    {{ lista_vazia() }} as _erros_conversao
from {{ source('siorg', 'cargos_funcoes_denominacoes') }} as d
