{#- The seven digits of a bond; '20113' + '1234567', as leaves name it, gives its end. -#}
{% macro matricula_siape(coluna) -%}
case when {{ casa(aparado(coluna), '^\\d{1,7}$') }} then lpad({{ aparado(coluna) }}, 7, '0')
    when {{ casa(aparado(coluna), '^\\d{12}$') }} then right({{ aparado(coluna) }}, 7) end
{%- endmacro %}

{#- What the lists of leaves of both operations share; of a leave that both bring, the current one and the act of the other. -#}
{% macro afastamentos_do_bronze() -%}
select {{ colunas_do_afastamento() }},
    null as diploma_numero, null as diploma, null as data_publicacao, 'atual' as origem, 1 as preferencia, 0 as ano_consultado
from {{ source('siape', 'consulta_dados_afastamento') }} as a
union all
select {{ colunas_do_afastamento() }},
    a.numero_diploma_afastamento, a.desc_diploma_afastamento, a.data_publicacao_afastamento, 'historico', 2,
    case when {{ casa('a.ano', '^\\d{4}$') }} then cast(a.ano as integer) end
from {{ source('siape', 'consulta_dados_afastamento_historico') }} as a
{%- endmacro %}

{% macro colunas_do_afastamento() -%}
a.cod_orgao, a.cpf_pseudonimo, a.gr_matricula, a.especie, a.cod_ocorrencia, a.desc_ocorrencia, a.data_ini, a.data_fim,
    a.ano_exercicio, a.numero_da_parcela, a.qtde_dias, a.dias_restantes, a.data_inicio_aquisicao, a.data_fim_aquisicao,
    a.parcela_interrompida, a.ordem, a._ingested_at, a._run_id, a._deleted_at
{%- endmacro %}

{#- A key of several parts, any of which may be missing. -#}
{% macro chave_de(partes) -%}
{%- set textos = [] -%}
{%- for parte in partes %}{% do textos.append("coalesce(cast(" ~ parte ~ " as " ~ tipo('text') ~ "), '')") %}{% endfor -%}
{{ resumo(unidos(textos, '|')) }}
{%- endmacro %}

{#- Full years between two dates; null unless both are known and in order. -#}
{% macro anos_entre(inicio, fim) -%}
case when {{ inicio }} <= {{ fim }} then cast({{ anos_completos(fim, inicio) }} as integer) end
{%- endmacro %}

{#- Ten-year bands; an age that nobody has at work is not informed. -#}
{% macro faixa_etaria(idade) -%}
case
    when {{ idade }} between 14 and 29 then 'Até 29 anos'
    when {{ idade }} between 30 and 39 then '30 a 39 anos'
    when {{ idade }} between 40 and 49 then '40 a 49 anos'
    when {{ idade }} between 50 and 59 then '50 a 59 anos'
    when {{ idade }} between 60 and 110 then '60 anos ou mais'
end
{%- endmacro %}

{#- The reason of a retirement; by invalidity it would reveal the person's health, and only the restricted schema says it. -#}
{% macro motivo_aposentadoria(coluna) -%}
case when {{ casa("upper(" ~ coluna ~ ")", 'INVALID|INCAPACI|DOENCA|ACIDENTE') }} then 'OUTRO' else {{ texto(coluna) }} end
{%- endmacro %}

{#- A dependant's own pseudonym, or the name inside the bond when the source sends no CPF. -#}
{% macro dependente_id(origem='') -%}
coalesce({{ origem }}cpf_pseudonimo, 'SEM_CPF:' || {{ chave_de([origem ~ 'cod_orgao', origem ~ 'matricula', origem ~ 'nome']) }})
{%- endmacro %}

{#- Since when payroll may be unknown to the model that keeps it. -#}
{% macro folha_desde() -%}
{{ return(desconhecido_desde(
    ['remuneracao_rubrica'], 'siape', ['consulta_dados_financeiros', 'consulta_dados_financeiros_historico']
)) }}
{%- endmacro %}

{#- What people read for a group of situações funcionais. -#}
{% macro situacao_grupo_rotulo(grupo) -%}
case {{ grupo }}
    when 'ativo_permanente' then 'Ativo permanente' when 'aposentado' then 'Aposentado' when 'temporario' then 'Temporário'
    when 'comissionado_sem_vinculo' then 'Comissionado sem vínculo' when 'em_outro_orgao' then 'Em outro órgão'
    when 'estagiario' then 'Estagiário' when 'desligado' then 'Desligado' else {{ grupo }}
end
{%- endmacro %}
