"""Which SQL reaches the warehouse; asked in Superset's own environment, whose parser it is."""

from __future__ import annotations

import json
import subprocess

import pytest

from govhub.dashboards.datasets import read_metrics
from govhub.settings import CHECKOUT

PYTHON = CHECKOUT / ".venv-superset" / "bin" / "python"
ASK = """
import json, sys
from sql_rules import function_refusal, script_refusal
print(json.dumps([script_refusal(sql, frozenset({"contratos"})) or function_refusal(sql) for sql in json.load(sys.stdin)]))
"""
ANSWERED = [
    "select date_trunc('month', mes) as m, sum(valor) from gold.contratos where mes < now() - interval '1 month' group by 1",
    "select count(distinct a) filter (where b), string_agg(a, ','), percentile_cont(0.5) within group (order by v) from gold.x",
    "select round(avg(v)::numeric, 2), to_char(d, 'YYYY'), extract(year from d), coalesce(a, b), nullif(a, '') from gold.x",
    "with q as (select 1 as n) select n, row_number() over (order by n), lag(n) over (order by n) from q",
    "select a from gold.x union all select b from gold.y order by 1 limit 3",
    "select j->>'a', unnest(l), array_length(l, 1), split_part(t, '.', 1), t ilike '%x%', t || 'x' from gold.x",
    "select case when v > 0 then 'a' else upper(t) end, d at time zone 'utc', v % 2, not b, l = any(array['x']) from gold.x",
]
REFUSED = [
    "select query_to_xml('select 1', true, true, '')",
    "select pg_catalog.query_to_xml('select 1', true, true, '')",
    "select \"query_to_xml\"('select 1', true, true, '')",
    "select * from query_to_xml('select 1', true, true, '')",
    "select ts_stat('select 1')",
    "select * from dblink('x', 'select 1') as t(a int)",
    "select pg_sleep(1)",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "select repeat('x', 100000000)",
    "select lpad('x', 100000000)",
    "select format('%100000000s', 'x')",
    "select * from generate_series(1, 100000000)",
    "select version()",
    "select current_user",
    "select current_setting('x')",
    "select set_config('statement_timeout', '0', false)",
    "select pg_terminate_backend(1)",
    "select inventada(1)",
    "set statement_timeout = 0",
    "show all",
    "explain select 1",
    "values (1)",
    "select 1 into gold.x",
    "select 1 for update",
    "with a as (delete from gold.x returning 1) select * from a",
    "with contratos as (select 1) select * from (select * from gold.contratos) as x",
    "copy gold.x to stdout",
    "do $$begin end$$",
    "prepare p as select 1",
    "select 1; drop table gold.x",
    "listen x",
    "select (",
]


def verdicts(statements: list[str]) -> dict[str, str | None]:
    told = subprocess.run(
        [str(PYTHON), "-c", ASK],
        cwd=CHECKOUT / "dashboards",
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(statements, json.loads(told.stdout), strict=True))


@pytest.fixture(scope="module", autouse=True)
def superset() -> None:
    if not PYTHON.exists():
        pytest.skip("o ambiente do Superset não foi feito")


def test_questions_are_answered() -> None:
    assert {sql: why for sql, why in verdicts(ANSWERED).items() if why} == {}


def test_what_is_no_question_or_calls_what_none_needs_is_refused() -> None:
    assert [sql for sql, why in verdicts(REFUSED).items() if not why] == []


def test_every_metric_of_ours_is_answered() -> None:
    metrics = [metric["expression"] for listed in read_metrics(CHECKOUT).values() for metric in listed]

    assert len(metrics) > 50
    assert {
        sql: why for sql, why in verdicts([f"select {metric} from gold.x" for metric in metrics]).items() if why
    } == {}
