-- The newest business date inside the data, for the resources whose rows have one; a date to come is no news.
{% set datas = [
    ('compras_gov', 'contratos', data_iso('data_assinatura')),
    ('compras_gov', 'faturas', data_iso('emissao')),
    ('tesouro_gerencial', 'notas_empenho', lancamento_data('emissao_dia')),
    ('tesouro_gerencial', 'notas_credito', lancamento_data('emissao_dia')),
    ('tesouro_gerencial', 'programacoes_financeiras', lancamento_data('emissao_dia')),
    ('transferegov_ted', 'notas_credito', data_iso('dt_emissao_nota')),
    ('transferegov_ted', 'programacoes_financeiras', data_iso('dh_recebimento_programacao')),
    ('siape', 'consulta_dados_financeiros', mes_br('mes_ano_pagamento')),
    ('siape', 'lista_servidores', data_d8('data_ultima_transacao')),
] %}
with datas as (
    {% for fonte, recurso, data in datas %}
    select
        '{{ fonte }}' as fonte,
        '{{ recurso }}' as recurso,
        {{ data }} as dia
    from {{ source(fonte, recurso) }}
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
