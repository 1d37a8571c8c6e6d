{#- What the first page takes as it is today: domain, code, name, product, expression, unit, whether it is an alert, filter. -#}
{% macro indicadores_atuais() -%}
{%- set despesa = "receita_despesa = 'D' and not registro_removido" -%}
{%- set linhas = [
    ('contratos', 'CON01', 'Contratos vigentes', 'contratos_resumo', filtrado('count(*)', 'vigente'), 'qtd', 'false', despesa),
    ('contratos', 'CON06', 'Valor vigente', 'contratos_resumo', filtrado('sum(valor_global)', 'vigente'), 'BRL', 'false', despesa),
    ('contratos', 'CON03', 'Contratos com divergência de situação', 'contratos_resumo', filtrado('count(*)', 'divergencia_situacao'), 'qtd', 'true', despesa),
    ('contratos', 'CON11', 'Contratos com saldo negativo', 'contratos_resumo', filtrado('count(*)', 'saldo_negativo'), 'qtd', 'true', despesa),
    ('contratos', 'CON19', 'Contratos pendentes de baixa', 'contratos_resumo', filtrado('count(*)', 'pendente_de_baixa'), 'qtd', 'true', despesa),
    ('contratos', 'CON23', 'Faturas em atraso', 'faturas_detalhe', filtrado('count(*)', 'em_atraso'), 'qtd', 'true', despesa),
    ('estrutura', 'PES11', 'Vagas previstas', 'vagas_por_unidade', 'sum(vagas_previstas)', 'qtd', 'false', 'true'),
    ('estrutura', 'PES12', 'Vagas ocupadas', 'vagas_por_unidade', 'sum(vagas_ocupadas)', 'qtd', 'false', 'true'),
    ('estrutura', 'PES13', 'Vagas livres', 'vagas_por_unidade', 'sum(vagas_livres)', 'qtd', 'false', 'true'),
] -%}
{%- for dias in [30, 60, 90, 180] -%}
    {%- do linhas.append(('contratos', 'CON05_' ~ dias, 'Contratos a vencer em até ' ~ dias ~ ' dias', 'contratos_vencimentos',
        filtrado('count(*)', 'ate_' ~ dias), 'qtd', 'false', 'true')) -%}
{%- endfor -%}
{%- for fluxo, rotulo in [('recebido', 'recebidos'), ('enviado', 'enviados')] -%}
    {%- set do_ano = "tipo_fluxo = '" ~ fluxo ~ "' and exercicio = extract(year from data_referencia)" -%}
    {%- do linhas.extend([
        ('transferencias', 'TED17_' ~ fluxo, 'TEDs ' ~ rotulo ~ ' vigentes', 'teds_resumo', 'sum(qtd_vigentes)', 'qtd', 'false', do_ano),
        ('transferencias', 'TED17_' ~ fluxo ~ '_90', 'TEDs ' ~ rotulo ~ ' a encerrar em 90 dias', 'teds_resumo', 'sum(qtd_a_encerrar_90)', 'qtd', 'false', do_ano),
        ('transferencias', 'TED16_' ~ fluxo, 'TEDs ' ~ rotulo ~ ' críticos', 'teds_resumo', 'sum(qtd_criticos)', 'qtd', 'true', do_ano),
        ('transferencias', 'TED03_' ~ fluxo, 'Destaque orçamentário de TEDs ' ~ rotulo, 'teds_resumo', 'sum(valor_destaque_orcamentario)', 'BRL', 'false', do_ano),
    ]) -%}
{%- endfor -%}
    {% for dominio, codigo, nome, relacao, expressao, unidade, alerta, filtro in linhas %}
    select
        orgao_chave,
        '{{ dominio }}' as dominio,
        '{{ codigo }}' as indicador_codigo,
        '{{ nome }}' as nome,
        cast({{ expressao }} as numeric(20, 6)) as valor,
        '{{ unidade }}' as unidade,
        {{ alerta }} as eh_alerta,
        cast({{ mes_de('max(data_referencia)') }} as date) as competencia,
        cast(null as numeric(20, 6)) as valor_anterior,
        false as tem_anterior,
        {{ 'cast(1 - max(pct_credito_sem_ted) as numeric(12, 6))' if 'TED03' in codigo else 'cast(null as numeric(12, 6))' }} as pct_vinculado,
        max(data_referencia) as data_referencia,
        min(dado_ate) as dado_ate,
        max(atualizado_em) as atualizado_em
    from {{ ref(relacao) }}
    where {{ filtro }}
    group by orgao_chave
    {{ "union all" if not loop.last }}
    {% endfor %}
{%- endmacro %}

{#- Whose freshness a domain shows: the source that most of it comes from. -#}
{% macro dominio_da_fonte(fonte) -%}
case {{ fonte }}
    when 'compras_gov' then 'contratos'
    when 'tesouro_gerencial' then 'orcamento'
    when 'transferegov_ted' then 'transferencias'
    when 'siape' then 'pessoas'
    when 'siorg' then 'estrutura'
end
{%- endmacro %}
