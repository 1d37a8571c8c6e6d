-- A month of a plan, or of what has none; money whose month the source does not tell has a row without month.
select
    orgao_chave || '/' || coalesce(cast(id_plano_acao as {{ tipo('text') }}), 'sem_ted') || '/' || coalesce(cast(exercicio as {{ tipo('text') }}), 'sem_exercicio')
        || '/' || coalesce({{ data_formatada('competencia', 'MM') }}, 'sem_competencia') as chave_linha,
    orgao_chave,
    id_plano_acao,
    exercicio,
    competencia,
    {{ soma_da_medida('nc_concessao') }} as valor_credito_recebido,
    {{ soma_da_medida('nc_devolucao', '-') }} as valor_credito_devolvido,
    {{ soma_da_medida('nc_anulacao', '-') }} as valor_credito_anulado,
    {{ soma_da_medida('nc_nao_mapeado') }} as valor_credito_nao_mapeado,
    {{ soma_da_medida('nc_sem_celula') }} as valor_credito_sem_celula,
    {{ soma_da_medida('pf_transferencia') }} as valor_financeiro_recebido,
    {{ soma_da_medida('pf_devolucao', '-') }} as valor_financeiro_devolvido,
    {{ soma_da_medida('pf_cancelamento', '-') }} as valor_financeiro_cancelado,
    {{ soma_da_medida('pf_nao_mapeado') }} as valor_financeiro_nao_mapeado,
    {%- for medida in ['empenhado', 'anulado', 'liquidado', 'pago', 'rp_inscrito', 'rp_pago'] %}
    {{ soma_da_medida(medida) }} as valor_{{ medida }},
    {{ soma_da_medida(medida ~ '_baixa') }} as valor_{{ medida }}_baixa,
    {%- endfor %}
    {{ soma_da_medida('previsto') }} as valor_previsto,
    cast({{ filtrado('count(*)', "tipo_documento = 'NC'") }} as integer) as qtd_linhas_nc,
    cast({{ filtrado('count(*)', "tipo_documento = 'PF'") }} as integer) as qtd_linhas_pf,
    cast({{ filtrado('count(*)', "tipo_documento = 'NE' and medida not like '%_baixa'") }} as integer) as qtd_medidas_ne,
    {{ filtrado('max(data_lancamento)', "medida not like '%_baixa'") }} as data_ultimo_movimento
from {{ ref('ted_movimento') }}
group by orgao_chave, id_plano_acao, exercicio, competencia
