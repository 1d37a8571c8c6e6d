-- V04: whoever has a bond is 14 to 110 years old, and nobody retires before entering public service. Keys only: test
-- results are stored where more people read.
{{ config(severity='warn') }}
select v.orgao_chave, v.matricula_siape, 'aposentadoria antes do ingresso' as motivo
from {{ ref('vinculo') }} as v
where v.data_aposentadoria < v.data_ingresso_servico_publico
union all
select v.orgao_chave, v.matricula_siape, 'idade fora de 14 a 110 anos'
from {{ ref('vinculo') }} as v
inner join {{ ref('pessoa') }} as p on v.pessoa_id = p.pessoa_id
where p.ano_nascimento is not null and p.faixa_etaria is null and v._deleted_at is null
