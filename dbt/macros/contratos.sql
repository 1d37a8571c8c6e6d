{#- The addresses in a list of files: [{"arquivo_1": "https://…"}, …] or ["https://…", …]: one row per row of the table that has any. -#}
{% macro enderecos(tabela, coluna) -%}
select
    id,
    {{ lista_ordenada('endereco', 'ordem, chave') }} as urls
from (
    select t.id, lista.ordem, '' as chave, {{ json_so_texto('lista.item') }} as endereco
    from {{ tabela }} as t
    cross join {{ elementos('t.' ~ coluna) }}
    union all
    select t.id, lista.ordem, {{ chave_do_par('par') }} as chave, {{ valor_do_par('par') }} as endereco
    from {{ tabela }} as t
    cross join {{ elementos('t.' ~ coluna) }}
    cross join {{ pares_do_objeto(json_so_objeto('lista.item'), 'par') }}
) as achados
where endereco is not null
group by id
{%- endmacro %}

{#-
    Whether a note may belong to the life of a contract: from some days before the signature to some after the end (seed
    `parametro`). A note without date counts when its year touches that window. `c` is a contrato, `n` a nota_empenho.
-#}
{% macro nota_na_janela(c, n) -%}
coalesce(
    coalesce({{ n }}.data_emissao, {{ data_de(n ~ '.ano', 12, 31) }})
        >= {{ dias_depois("coalesce(" ~ c ~ ".data_assinatura, " ~ c ~ ".vigencia_inicio)", "-cast(" ~ parametro('vinculo_dias_antes') ~ " as integer)") }}
    and coalesce(
        coalesce({{ n }}.data_emissao, {{ data_de(n ~ '.ano', 1, 1) }})
            <= {{ dias_depois(
                "coalesce(" ~ c ~ ".data_rescisao, case when not " ~ c ~ ".vigencia_indeterminada then " ~ c ~ ".vigencia_fim end)",
                "cast(" ~ parametro('vinculo_dias_depois') ~ " as integer)"
            ) }},
        true
    ),
    false
)
{%- endmacro %}

{#- Matches that headline figures use; `baixa` has columns of its own, the others are the bucket without contract. -#}
{% macro confianca_de_manchete(coluna) -%}
({{ coluna }} in ('manual', 'exata', 'alta', 'media'))
{%- endmacro %}

{#- Whether a natureza is of the kind that contracts pay: not payroll (group 1), debt nor transfers, by its elemento. -#}
{% macro natureza_contratavel(codigo) -%}
coalesce(
    substr({{ codigo }}, 2, 1) in ('3', '4', '5')
    and substr({{ codigo }}, 5, 2) in ('30', '32', '33', '34', '35', '36', '37', '38', '39', '40', '51', '52', '61'),
    false
)
{%- endmacro %}

{#-
    A contract as people say it, and the same in every product, so that one filter or click reaches them all: a number is
    unique in its unit only, and there not for sure. `c` is a contrato.
-#}
{% macro rotulo_do_contrato(c, fornecedor) -%}
{{ unidos([
    c ~ ".numero", "'UG ' || " ~ c ~ ".ug_codigo", fornecedor,
    "case when count(*) over (partition by " ~ c ~ ".numero, " ~ c ~ ".ug_codigo, " ~ fornecedor ~ ") > 1 then cast(" ~ c ~ ".contrato_id as " ~ tipo('text') ~ ") end"
], ' · ') }}
{%- endmacro %}

{#- CON02 as people read it. -#}
{% macro rotulo_da_situacao(coluna) -%}
case {{ coluna }}
        when 'vigente' then 'Vigente' when 'vigente_indeterminado' then 'Vigente por prazo indeterminado' when 'a_iniciar' then 'A iniciar'
        when 'encerrado' then 'Encerrado' when 'rescindido' then 'Rescindido' when 'sem_datas' then 'Sem datas'
    end
{%- endmacro %}

{#- The stage of an invoice as people read it. -#}
{% macro rotulo_do_estagio(coluna) -%}
case {{ coluna }}
        when 'pendente' then 'Pendente' when 'em_analise' then 'Em análise' when 'suspensa' then 'Suspensa'
        when 'apropriada' then 'Apropriada no SIAFI' when 'paga_parcial' then 'Paga em parte' when 'paga' then 'Paga'
        when 'cancelada' then 'Cancelada' else 'Não classificada'
    end
{%- endmacro %}

{#- Whether the execution has a contract, as people read it. -#}
{% macro motivo_sem_contrato(e) -%}
case
        when {{ e }}.contrato_id is not null then null
        when {{ e }}.regra_codigo = 'ne_invalida' then 'Linha sem nota de empenho'
        when {{ e }}.confianca = 'ambigua' then 'Vários contratos possíveis'
        when {{ e }}.natureza_codigo is not null and not {{ natureza_contratavel(e ~ '.natureza_codigo') }} then 'Natureza que não se contrata'
        else 'Nenhuma regra encontrou contrato'
    end
{%- endmacro %}

{% macro rotulo_do_vinculo(coluna) -%}
case {{ coluna }}
        when 'com_contrato' then 'Com contrato' when 'baixa_confianca' then 'Indício de contrato' else 'Sem contrato identificado'
    end
{%- endmacro %}
