-- C13, T53, T63: what was signed counts once per plan, whatever numbers, notes or commitments it has.
with somas as (
    select
        (select coalesce(sum(valor_firmado), 0) from {{ ref('plano_acao') }}) as em_silver,
        (
            select coalesce(sum(valor_firmado), 0)
            from (
                select id_plano_acao, max(valor_firmado) as valor_firmado
                from {{ ref('teds_detalhamento') }}
                where id_plano_acao is not null
                group by id_plano_acao
            ) as planos
        ) as em_gold,
        (
            select count(*)
            from (
                select id_plano_acao
                from {{ ref('teds_detalhamento') }}
                where id_plano_acao is not null
                group by orgao_chave, id_plano_acao
                having count(*) > 1
            ) as repetidos
        ) as repetidos
)

select * from somas where em_silver <> em_gold or repetidos > 0
