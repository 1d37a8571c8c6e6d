-- When a person left every unit list of a body: the day of the first complete run that no longer brought them. An
-- official exit, when there is one, wins over this.
select
    orgao_codigo,
    pessoa_id,
    max(orgao_chave) as orgao_chave,
    {{ dia_de('max(_deleted_at)') }} as data_saida_observada
from {{ ref('lotacao') }}
group by orgao_codigo, pessoa_id
having {{ filtrado('count(*)', '_deleted_at is null') }} = 0
