-- Phones are dropped; names and pay of a natural person without public office live in the restricted schema.
{{ config(schema='silver_restrito') }}
select
    t.id as terceirizado_id,
    t.contrato_id,
    coalesce(c.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto(nome_apos_mascara('t.usuario')) }} as pessoa_nome,
    {{ cpf_miolo('t.usuario') }} as cpf_miolo,
    {{ texto('t.funcao_id') }} as funcao,
    case when {{ casa('t.jornada', '^\\d{1,3}$') }} then cast(t.jornada as integer) end as jornada_horas,
    {{ texto('t.unidade') }} as unidade,
    {{ dinheiro_br('t.salario') }} as valor_salario,
    {{ dinheiro_br('t.custo') }} as valor_custo,
    {{ dinheiro_br('t.aux_transporte') }} as valor_aux_transporte,
    {{ dinheiro_br('t.vale_alimentacao') }} as valor_vale_alimentacao,
    {{ trecho('t.escolaridade_id', '^(\\d{2})') }} as escolaridade_codigo,
    {{ texto("regexp_replace(t.escolaridade_id, '^\\d{2}\\s*[–-]\\s*', '')") }} as escolaridade,
    {{ data_iso('t.data_inicio') }} as data_inicio,
    {{ data_iso('t.data_fim') }} as data_fim,
    initcap({{ texto('t.situacao') }}) as situacao_fonte,
    {{ colunas_tecnicas('t') }},
    {{ erros_conversao([
        ('valor_salario', 't.salario', dinheiro_br('t.salario')),
        ('valor_custo', 't.custo', dinheiro_br('t.custo')),
        ('data_inicio', 't.data_inicio', data_iso('t.data_inicio')),
        ('data_fim', 't.data_fim', data_iso('t.data_fim')),
    ]) }} as _erros_conversao
from {{ source('compras_gov', 'terceirizados') }} as t
left join {{ ref('contrato_lista') }} as c on t.contrato_id = c.contrato_id
