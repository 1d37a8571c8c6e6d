-- The ledger as a dashboard shows it. Its messages hold no payload; what looks like a CPF is masked all the same.
select
    'todos' as orgao_chave,
    run_id,
    fonte,
    recurso,
    tipo,
    desfecho,
    iniciada_em,
    terminada_em,
    dia,
    duracao_s,
    qtd_paginas,
    qtd_pedidos,
    qtd_repeticoes,
    qtd_recebidas,
    qtd_rejeitadas,
    {{ sem_cpf(parte(parte('mensagem', ' (', 1), '. ', 1)) }} as erro_classe,
    {{ sem_cpf('mensagem') }} as mensagem
from {{ ref('execucao_carga') }}
