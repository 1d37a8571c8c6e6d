"""What the dbt project would send to Snowflake, BigQuery and Redshift: the macros of dialects, and how far the models have come."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from .dialects.portability import ENGINES, problems
from .dialects.rendering import MODELS, Project

PENDING = Path(__file__).parent / "dialects" / "pending.yaml"

# call: (PostgreSQL, Snowflake, BigQuery, Redshift)
MACROS = {
    r"casa('nome', '^\\d{6}$')": (
        r"nome ~ '^\d{6}$'",
        r"regexp_instr(nome, '^\\d{6}$') > 0",
        r"regexp_contains(nome, r'^\d{6}$')",
        r"regexp_instr(nome, '^\\d{6}$', 1, 1, 0, 'p') > 0",
    ),
    r"nao_casa('nome', '\\m(?:NE|NC)\\M')": (
        r"nome !~ '\m(?:NE|NC)\M'",
        r"regexp_instr(nome, '\\b(NE|NC)\\b') = 0",
        r"not regexp_contains(nome, r'\b(?:NE|NC)\b')",
        r"regexp_instr(nome, '\\b(?:NE|NC)\\b', 1, 1, 0, 'p') = 0",
    ),
    r"troca('nome', '(\\d{3})', '\\1.')": (
        r"regexp_replace(nome, '(\d{3})', '\1.', 'g')",
        r"regexp_replace(nome, '(\\d{3})', '\\1.')",
        r"regexp_replace(nome, r'(\d{3})', r'\1.')",
        r"regexp_replace(nome, '(\\d{3})', '$1.', 1, 'p')",
    ),
    r"trecho('nome', '^(\\d+)-')": (
        r"substring(nome from '^(\d+)-')",
        r"regexp_substr(nome, '^(\\d+)-', 1, 1, 'ce')",
        r"regexp_extract(nome, r'^(\d+)-')",
        r"nullif(regexp_substr(nome, '^(\\d+)-', 1, 1, 'pe'), '')",
    ),
    "filtrado('count(*)', 'ativo')": (
        "count(*) filter (where ativo)",
        "count(case when ativo then 1 end)",
        "count(case when ativo then 1 end)",
        "count(case when ativo then 1 end)",
    ),
    "filtrado('count(distinct pessoa_id)', 'ativo')": (
        "count(distinct pessoa_id) filter (where ativo)",
        "count(distinct case when ativo then pessoa_id end)",
        "count(distinct case when ativo then pessoa_id end)",
        "count(distinct case when ativo then pessoa_id end)",
    ),
    "filtrado('sum(abs(valor))', 'ativo')": (
        "sum(abs(valor)) filter (where ativo)",
        "sum(case when ativo then abs(valor) end)",
        "sum(case when ativo then abs(valor) end)",
        "sum(case when ativo then abs(valor) end)",
    ),
    "algum('ativo')": ("bool_or(ativo)", "boolor_agg(ativo)", "logical_or(ativo)", "bool_or(ativo)"),
    "todos('ativo')": ("bool_and(ativo)", "booland_agg(ativo)", "logical_and(ativo)", "bool_and(ativo)"),
    "lista_de_textos('nome', '; ', 'ordem')": (
        "string_agg(nome, '; ' order by ordem)",
        "nullif(listagg(nome, '; ') within group (order by ordem), '')",
        "string_agg(nome, '; ' order by ordem)",
        "listagg(nome, '; ') within group (order by ordem)",
    ),
    "aparado('nome')": ("btrim(nome)", "trim(nome)", "trim(nome, ' ')", "btrim(nome)"),
    "parte('nome', ' - ', 1)": (
        "split_part(nome, ' - ', 1)",
        "split_part(nome, ' - ', 1)",
        "split(nome, ' - ')[safe_offset(0)]",
        "split_part(nome, ' - ', 1)",
    ),
    "unidos(['a', 'b'], '|')": (
        "concat_ws('|', a, b)",
        "substr(coalesce('|' || cast(a as varchar), '') || coalesce('|' || cast(b as varchar), ''), 2)",
        "substr(coalesce('|' || cast(a as string), '') || coalesce('|' || cast(b as string), ''), 2)",
        "substr(coalesce('|' || cast(a as varchar(65535)), '') || coalesce('|' || cast(b as varchar(65535)), ''), 2)",
    ),
    "resumo('nome')": ("md5(nome)", "md5(nome)", "to_hex(md5(nome))", "md5(nome)"),
    "data_de('ano', 12, 31)": (
        "make_date(ano, 12, 31)",
        "date_from_parts(ano, 12, 31)",
        "date(ano, 12, 31)",
        "to_date(lpad(cast((ano) * 10000 + (12) * 100 + (31) as varchar(8)), 8, '0'), 'YYYYMMDD')",
    ),
    "mes_de('dia')": (
        "date_trunc('month', dia)",
        "date_trunc('month', dia)",
        "date_trunc(dia, month)",
        "date_trunc('month', dia)",
    ),
    "desloca('dia', -12, 'month')": (
        "dia - interval '12 months'",
        "dateadd(month, -12, dia)",
        "date_add(dia, interval -12 month)",
        "cast(dateadd(month, -12, dia) as date)",
    ),
    "dias_entre('fim', 'inicio')": ("fim - inicio", "fim - inicio", "date_diff(fim, inicio, day)", "fim - inicio"),
    "data_formatada('dia', 'MM/YYYY')": (
        "to_char(dia, 'MM/YYYY')",
        "to_char(dia, 'MM/YYYY')",
        "format_date('%m/%Y', dia)",
        "to_char(dia, 'MM/YYYY')",
    ),
    "dia_de('quando')": (
        "cast(quando at time zone 'America/Sao_Paulo' as date)",
        "cast(convert_timezone('America/Sao_Paulo', quando) as date)",
        "date(quando, 'America/Sao_Paulo')",
        "cast(quando at time zone 'America/Sao_Paulo' as date)",
    ),
    "maior(['a', 0])": (
        "greatest(a, 0)",
        "greatest_ignore_nulls(a, 0)",
        "(select max(valor_comparado) from unnest([a, 0]) as valor_comparado)",
        "greatest(a, 0)",
    ),
    "resto('a', 11)": ("a % 11", "a % 11", "mod(a, 11)", "a % 11"),
    "lista_vazia()": (
        "cast(array[] as text[])",
        "array_construct()",
        "cast([] as array<string>)",
        "cast(null as super)",
    ),
    "json_texto('item', 'mesref')": (
        "(item ->> 'mesref')",
        "cast(get(item, 'mesref') as varchar)",
        "json_value(item, '$.mesref')",
        "json_extract_path_text(json_serialize(item), 'mesref', true)",
    ),
    "valor_achado('dia')": (
        "to_jsonb(dia)",
        "cast(dia as varchar)",
        "to_json_string(dia)",
        "cast(dia as varchar(65535))",
    ),
    "linha_achada('achado')": (
        "to_jsonb(achado)",
        "to_json(object_construct(*))",
        "to_json_string(achado)",
        "cast(null as varchar(65535))",
    ),
    "em_utc('quando')": (
        "to_char(quando at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
        "to_char(convert_timezone('UTC', quando), 'YYYY-MM-DD HH24:MI:SS')",
        "format_timestamp('%Y-%m-%d %H:%M:%S', quando, 'UTC')",
        "to_char(quando at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
    ),
    "difere('a', 'b', ['x', 'y'])": ("(a.x is distinct from b.x or a.y is distinct from b.y)",) * 4,
    "json_so_texto('item')": (
        "case when jsonb_typeof(item) = 'string' then item #>> '{}' end",
        "as_varchar(item)",
        "case when json_type(item) = 'string' then json_value(item) end",
        "case when jsonb_typeof(item) = 'string' then item #>> '{}' end",
    ),
    "json_so_objeto('item')": (
        "case when jsonb_typeof(item) = 'object' then item end",
        "as_object(item)",
        "case when json_type(item) = 'object' then item end",
        "case when jsonb_typeof(item) = 'object' then item end",
    ),
    "uniao()": ("union", "union", "union distinct", "union"),
    "tipo('timestamptz')": ("timestamp with time zone", "timestamp_tz", "timestamp", "timestamptz"),
}


@cache
def project(engine: str) -> Project:
    return Project(engine)


@pytest.mark.parametrize("call", MACROS)
def test_each_engine_gets_its_own_words(call: str) -> None:
    written = [
        project(engine).render("{{ " + call + " }}") for engine in ("postgres", "snowflake", "bigquery", "redshift")
    ]

    assert written == list(MACROS[call])


def test_the_median_of_amounts_has_decimals_of_its_own_in_snowflake() -> None:
    call = "{{ mediana('valor', 'ativo') }}"

    assert project("postgres").render(call) == "percentile_cont(0.5) within group (order by valor) filter (where ativo)"
    assert project("snowflake").render(call) == (
        "percentile_cont(0.5) within group (order by case when ativo then cast(valor as numeric(24, 6)) end)"
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "call", ["texto('a')", "dinheiro_br('a')", "data_br('a')", "cnpj('a')", "documento_siafi('a', 'b', 'c')", "sem_cpf('a')", "mes_br('a')",
             "erros_conversao([('v', 'a', 'b')])", "funcao_comissionada('a')", "cnpj_valido('a')", "cpf_valido('a')", "uorg_id('a', 'b')"]
)  # fmt: skip
def test_cleaning_functions_are_written_for_every_engine(engine: str, call: str) -> None:
    assert problems("select " + project(engine).render("{{ " + call + " }}") + " as x from t", engine) == set()


@pytest.mark.parametrize("engine", ["postgres", *ENGINES])
def test_everything_is_known_as_such_in_every_engine(engine: str) -> None:
    """A model that is computed whole is emptied first: else what left bronze would stay in it."""
    macros = project(engine).macros

    assert macros["eh_tudo"](macros["instante_literal"]("-infinity"))
    assert not macros["eh_tudo"](macros["instante_literal"]("2026-11-24 17:48:48.630 +0000"))


def test_what_a_failed_build_took_out_is_looked_for_where_it_was_committed() -> None:
    together = {engine: project(engine).macros["apaga_e_grava_juntos"]() for engine in ("postgres", *ENGINES)}

    assert together == {"postgres": True, "redshift": True, "snowflake": False, "bigquery": False}


@pytest.mark.parametrize("engine", ["snowflake", "bigquery"])
def test_data_tests_are_written_for_the_engines_that_have_a_build(engine: str) -> None:
    lists = {"medidas": ["valor"], "colunas": ["a", "b"], "grupo": ["a"]}
    names = [
        "model",
        "column_name",
        "pai",
        "campo",
        "origem",
        "fatura",
        "coluna",
        "coluna_origem",
        "linhas",
        "anual",
        "quantidade",
    ]
    tests = project(engine).tests({name: name for name in names} | lists)

    assert len(tests) > 60
    assert {name: found for name, sql in tests.items() if (found := problems(sql, engine))} == {}


@pytest.mark.parametrize("engine", ["snowflake", "bigquery"])
def test_rules_of_a_table_are_written_for_the_engines_that_have_a_build(engine: str) -> None:
    patterns = {"v01_valores_aceitos": {"valores": ["a"]}, "v03_formato": {"padrao": "^[0-9]{6}$"}}
    row = ["not_null", "v04_data_plausivel", "n01_nao_negativo", "n02_entre_zero_e_um", "l07_mascara"]
    keys = {"u01_chave_unica": {"colunas": ["a"]}, "u02_versoes": {"colunas": ["a"]}}
    others = {
        "c18_versao_atual": {"atual": "ref('x')", "colunas": ["a"], "conferidas": ["b"]},
        "c01_mesmas_chaves": {"colunas": ["a"], "origem": "(select 1)"},
    }
    column = SimpleNamespace(
        name="coluna", config=SimpleNamespace(meta={"regras": [*row, *({k: v} for k, v in patterns.items()), "unique"]})
    )
    table = [{name: arguments} for name, arguments in (keys | others).items()]
    node = SimpleNamespace(
        name="tabela",
        columns={"coluna": column},
        config=SimpleNamespace(meta={"regras": [*table, "l01_sem_cpf"]}),
        depends_on=SimpleNamespace(nodes=["model.govhub.x"]),
    )
    engine_project = Project(engine)
    engine_project.graph.nodes["model.govhub.x"] = SimpleNamespace(relation_name="silver.x")
    sql = engine_project.macros["achados_das_regras"]("gold.tabela", node)

    assert problems(sql, engine) == set()
    assert all(f"'{rule}_tabela" in sql for rule in [*row, *patterns, *keys, *others, "unique", "l01_sem_cpf"])


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select count(*) filter (where a) from t", "filter (where)"),
        ("select a ~ 'x' from t", "operator ~"),
        ("select make_date(1, 2, 3)", "make_date()"),
        ("select distinct on (a) a, b from t", "distinct on"),
        ("select a from t cross join lateral (values (1)) as m (x)", "lateral values"),
    ],
)
def test_what_only_postgresql_accepts_is_seen(sql: str, found: str) -> None:
    assert found in problems(sql, "snowflake")


def test_texts_and_listed_columns_are_no_functions() -> None:
    assert (
        problems("with serie (ano) as (select 'make_date(1)') select ano from serie as s (ano)", "snowflake") == set()
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_no_model_becomes_less_portable_and_each_that_becomes_portable_is_noted(engine: str) -> None:
    """`pending.yaml` is what is left to do; a model that leaves it may not come back."""
    pending = set(yaml.safe_load(PENDING.read_text(encoding="utf-8"))[engine])
    found = {file.stem: sorted(problems(project(engine).model(file), engine)) for file in MODELS}
    refused = {name for name, reasons in found.items() if reasons}

    assert {name: found[name] for name in refused - pending} == {}
    assert pending - refused == set()
