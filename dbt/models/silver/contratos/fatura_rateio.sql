-- What each reference month consumes of the contract: gross less its share of the glosa (CON08). The share follows
-- the gross amounts; the cents that rounding leaves over go to the largest month, so that an invoice adds up.
with partes as (
    select
        r.fatura_id,
        r.ordem,
        r.competencia,
        r.valor,
        f.contrato_id,
        f.orgao_chave,
        f.estagio,
        f.cancelada,
        f.valor_glosa,
        f._deleted_at,
        coalesce(round(f.valor_glosa * r.valor / nullif(f.valor, 0), 2), 0) as glosa_proporcional,
        row_number() over (partition by r.fatura_id order by r.valor desc nulls last, r.ordem) as posicao
    from {{ ref('fatura_referencia') }} as r
    inner join {{ ref('fatura') }} as f on r.fatura_id = f.fatura_id
),

glosas as (
    select
        *,
        glosa_proporcional + case
            when posicao = 1
                then coalesce(valor_glosa, 0) - sum(glosa_proporcional) over (partition by fatura_id)
            else 0
        end as glosa
    from partes
)

select
    fatura_id,
    ordem,
    contrato_id,
    orgao_chave,
    competencia,
    case
        when estagio in ('pendente', 'em_analise', 'suspensa', 'paga_parcial') then 'pendente'
        when estagio = 'apropriada' then 'apropriado'
        when estagio = 'paga' then 'pago'
        when estagio = 'cancelada' then 'cancelado'
        else 'nao_classificado'
    end as grupo_estagio,
    cancelada,
    cast(valor as numeric(18, 2)) as valor_bruto,
    cast(glosa as numeric(18, 2)) as valor_glosa,
    cast(valor - glosa as numeric(18, 2)) as valor_faturado,
    _deleted_at
from glosas
