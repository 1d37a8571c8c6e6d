{#- N03: TEDs that end within 30 days are among those that end within 60, and so on up to those in force. -#}
{% test n03_teds_cumulativos(model) %}
select *
from {{ model }}
where qtd_a_encerrar_30 > qtd_a_encerrar_60 or qtd_a_encerrar_60 > qtd_a_encerrar_90 or qtd_a_encerrar_90 > qtd_a_encerrar_180
    or qtd_a_encerrar_180 > qtd_vigentes or qtd_vigentes > qtd_teds
{% endtest %}

{#- T11: no hole between the first and the last month of a TED, or of what has none. -#}
{% test t11_calendario_do_ted_sem_buracos(model) %}
select orgao_chave, id_plano_acao
from {{ model }}
where competencia is not null
group by orgao_chave, id_plano_acao
having count(*) <> (extract(year from max(competencia)) - extract(year from min(competencia))) * 12
    + extract(month from max(competencia)) - extract(month from min(competencia)) + 1
{% endtest %}
