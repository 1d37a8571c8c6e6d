{{ config(materialized='incremental', unique_key=['dia', 'dominio', 'juncao', 'orgao_chave', 'exercicio', 'medida'], full_refresh=false) }}
-- The day is that of the data, not of the clock: building the same loads again gives the same rows.
select
    d.dia,
    c.*
from {{ ref('conciliacao') }} as c
cross join (select max(data_referencia) as dia from {{ ref('data_referencia') }}) as d
where d.dia is not null
