-- Names and bank accounts of who receives are dropped.
{{ config(schema='silver_restrito') }}
select
    {{ orgao_siape('p.cod_orgao') }} as orgao_codigo,
    {{ matricula_siape('p.matricula') }} as matricula_siape,
    coalesce(p.cpf_beneficiario_pseudonimo, 'SEM_CPF') as beneficiario_id,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    p.cpf_pseudonimo as pessoa_id,
    {{ dinheiro_br('p.valor_ultima_pensao') }} as valor_ultima_pensao,
    {{ colunas_tecnicas('p', 'siape') }},
    {{ erros_conversao([
        ('valor_ultima_pensao', 'p.valor_ultima_pensao', dinheiro_br('p.valor_ultima_pensao')),
    ]) }} as _erros_conversao
from {{ source('siape', 'consulta_dados_pa') }} as p
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('p.cod_orgao') }} = {{ orgao_siape('o.siape') }}
