-- What the Treasury's reports cover of each body: from January of the first year of notes in them to the last good load.
select
    l.orgao_chave,
    {{ data_de('min(coalesce(l.ne_ano_emissao, l.exercicio))', 1, 1) }} as inicio,
    max(r.data_referencia) as fim,
    max(l.data_lancamento) as ultimo_lancamento,
    count(*) as qtd_linhas
from {{ ref('empenho_lancamento') }} as l
cross join {{ ref('data_referencia') }} as r
where r.fonte = 'tesouro_gerencial'
group by l.orgao_chave
