-- The source says only how many there are now; vaga_orgao_hist keeps what it said before. Spellings of one function add up.
select
    {{ orgao_siape('v.cod_orgao') }} as orgao_codigo,
    coalesce(o.orgao_chave, 'nao_identificado') as orgao_chave,
    coalesce({{ funcao_comissionada('v.funcoes_orgao') }}, 'Não informado') as funcao_canonica,
    coalesce(min(d.data_referencia), {{ dia_de('max(v._ingested_at)') }}) as data,
    sum(case when {{ casa('v.quant_vaga_funcao_livre', '^\\d{1,9}$') }} then cast(v.quant_vaga_funcao_livre as integer) end) as vagas_livres,
    sum(case when {{ casa('v.quant_vaga_funcao_ocupada', '^\\d{1,9}$') }} then cast(v.quant_vaga_funcao_ocupada as integer) end) as vagas_ocupadas,
    cast('siape' as {{ tipo('text') }}) as _fonte,
    max(v._ingested_at) as _ingested_at,
    max(v._run_id) as _run_id,
    max(v._deleted_at) as _deleted_at,
    {{ lista([
        'case when ' ~ algum(funcao_parte('v.funcoes_orgao', 'nivel') ~ ' is null') ~ " then 'funcao_canonica' end",
        'case when ' ~ algum(nao_casa('v.quant_vaga_funcao_livre', '^\\d{1,9}$')) ~ " then 'vagas_livres' end",
        'case when ' ~ algum(nao_casa('v.quant_vaga_funcao_ocupada', '^\\d{1,9}$')) ~ " then 'vagas_ocupadas' end"
    ]) }} as _erros_conversao
from {{ source('siape', 'consulta_totalizador_vagas_orgao') }} as v
left join {{ source('referencia', 'orgao') }} as o on {{ orgao_siape('v.cod_orgao') }} = {{ orgao_siape('o.siape') }}
left join {{ ref('data_referencia') }} as d on d.fonte = 'siape'
where v._deleted_at is null
group by 1, 2, 3
