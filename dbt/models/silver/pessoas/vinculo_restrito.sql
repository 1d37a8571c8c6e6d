-- What of a bond reveals health, pay or assessment.
{{ config(schema='silver_restrito') }}
select
    {{ orgao_siape('f.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('f.matricula_siape') }} as matricula_siape,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    {{ texto('f.nome_ocorr_aposentadoria') }} as motivo_aposentadoria,
    {{ quantidade_br('f.pontuacao_desempenho', 2) }} as pontuacao_desempenho,
    {{ texto('f.cod_ocorr_isencao_ir') }} as isencao_ir_codigo,
    {{ texto('f.nome_ocorr_isencao_ir') }} as isencao_ir,
    {{ data_d8('f.data_ini_ocorr_isencao_ir') }} as isencao_ir_inicio,
    {{ data_d8('f.data_fim_ocorr_isencao_ir') }} as isencao_ir_fim,
    {{ texto('f.cod_ocorr_pss') }} as pss_codigo,
    {{ texto('f.nome_ocorr_pss') }} as pss,
    {{ data_d8('f.data_ini_ocorr_pss') }} as pss_inicio,
    {{ data_d8('f.data_fim_ocorr_pss') }} as pss_fim,
    {{ texto('f.cod_vale_transporte') }} as vale_transporte_codigo,
    {{ dinheiro_br('f.valor_vale_transporte') }} as valor_vale_transporte,
    {{ colunas_tecnicas('f', 'siape') }},
    {{ erros_conversao([
        ('pontuacao_desempenho', 'f.pontuacao_desempenho', quantidade_br('f.pontuacao_desempenho', 2)),
        ('valor_vale_transporte', 'f.valor_vale_transporte', dinheiro_br('f.valor_vale_transporte')),
        ('isencao_ir_inicio', data_informada('f.data_ini_ocorr_isencao_ir'), data_d8('f.data_ini_ocorr_isencao_ir')),
        ('isencao_ir_fim', data_informada('f.data_fim_ocorr_isencao_ir'), data_d8('f.data_fim_ocorr_isencao_ir')),
    ]) }} as _erros_conversao
from {{ source('siape', 'consulta_dados_funcionais') }} as f
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('f.cod_orgao') }} = {{ orgao_siape('o.siape') }}
