-- Every domain writes its reconciliations in conciliacao_<dominio> with the macro `conciliacao`; here they meet.
{% set dominios = ['contratos', 'orcamento', 'transferencias'] %}
{% for dominio in dominios %}
select
    '{{ dominio }}' as dominio,
    juncao,
    orgao_chave,
    exercicio,
    medida,
    soma_origem,
    soma_destino,
    diferenca,
    soma_por_confianca,
    qtd_linhas_origem,
    qtd_linhas_destino,
    pct_vinculado
from {{ ref('conciliacao_' ~ dominio) }}
{{ "union all" if not loop.last }}
{% endfor %}
