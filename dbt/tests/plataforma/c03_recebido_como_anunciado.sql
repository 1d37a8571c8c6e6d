-- C03: a good load received what the source announced, what it repeated apart.
select run_id, fonte, recurso, qtd_anunciadas, qtd_recebidas, qtd_repetidas
from {{ ref('execucao_carga') }}
where tipo = 'ingest' and desfecho in ('sucesso', 'sucesso_vazio') and qtd_anunciadas <> qtd_recebidas + qtd_repetidas
