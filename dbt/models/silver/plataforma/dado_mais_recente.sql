-- The newest business date inside the data, for the resources whose rows have one; a date to come is no news.
{% set datas = [
    ('compras_gov', 'contratos', 'data_assinatura', data_iso('data_assinatura')),
    ('compras_gov', 'faturas', 'emissao', data_iso('emissao')),
    ('tesouro_gerencial', 'notas_empenho', 'emissao_dia', lancamento_data('emissao_dia')),
    ('tesouro_gerencial', 'notas_credito', 'emissao_dia', lancamento_data('emissao_dia')),
    ('tesouro_gerencial', 'programacoes_financeiras', 'emissao_dia', lancamento_data('emissao_dia')),
    ('transferegov_ted', 'notas_credito', 'dt_emissao_nota', data_iso('dt_emissao_nota')),
    ('transferegov_ted', 'programacoes_financeiras', 'dh_recebimento_programacao', data_iso('dh_recebimento_programacao')),
    ('siape', 'consulta_dados_financeiros', 'mes_ano_pagamento', mes_br('mes_ano_pagamento')),
    ('siape', 'lista_servidores', 'data_ultima_transacao', data_d8('data_ultima_transacao')),
] %}
with datas as (
    {% for fonte, recurso, coluna, data in datas %}
    select
        '{{ fonte }}' as fonte,
        '{{ recurso }}' as recurso,
        {{ data }} as dia
    from (select {{ coluna }} from {{ source(fonte, recurso) }} group by {{ coluna }}) as dias
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    d.fonte,
    d.recurso,
    max(d.dia) as data_mais_recente
from datas as d
inner join {{ ref('data_referencia') }} as r on d.fonte = r.fonte and d.dia <= r.data_referencia
group by d.fonte, d.recurso
