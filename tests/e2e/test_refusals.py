"""What nobody may ask: expressions without the SQL Lab, and in it anything but questions about one's own rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from govhub.dashboards.access import ANALYST, EVERY_BODY, MANAGER
from govhub.dashboards.datasets import read_metrics
from govhub.settings import CHECKOUT

from .conftest import Stack
from .superset import PASSWORD, Caller, datasets, make_user, token

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests

DATASET = "orcamento_resumo_anual"
METRIC = read_metrics(CHECKOUT)[DATASET][0]["name"]
ORDINARY = "Sem o SQL Lab, só se consultam colunas e métricas"
EXPRESSION = "(select max(rolname)::text from pg_roles)"
SQL_METRIC = {"expressionType": "SQL", "sqlExpression": "MAX(pg_sleep(1)::text)", "label": "x"}
SQL_COLUMN = {"expressionType": "SQL", "sqlExpression": "upper(orgao_chave)", "label": "x"}
# Each of these runs SQL of the caller's own in Superset as it comes.
EXPRESSIONS: dict[str, dict[str, Any]] = {
    "métrica": {"metrics": [SQL_METRIC]},
    "coluna": {"columns": [SQL_COLUMN], "metrics": []},
    "coluna como texto": {"columns": ["orgao_chave || current_user"], "metrics": [{"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "n"}]},
    "coluna com nome de eixo": {"columns": [{**SQL_COLUMN, "columnType": "BASE_AXIS"}], "metrics": []},
    "where": {"columns": ["orgao_chave"], "metrics": [], "extras": {"where": "1 = 1"}},
    "where fora de extras": {"columns": ["orgao_chave"], "metrics": [], "where": "1 = 1"},
    "having": {"columns": ["orgao_chave"], "metrics": [], "extras": {"having": "count(*) > 0"}},
    "coluna de filtro": {"columns": ["orgao_chave"], "metrics": [], "filters": [{"col": SQL_COLUMN, "op": "==", "val": "DPU"}]},
    "ordem": {"columns": ["orgao_chave"], "metrics": [], "orderby": [[SQL_METRIC, True]]},
    "ordem simples com expressão": {"columns": ["orgao_chave"], "metrics": [], "orderby": [[{**SQL_COLUMN, "expressionType": "SIMPLE"}, True]]},
    "limite de séries": {"columns": ["orgao_chave"], "metrics": [], "series_limit": 1, "series_limit_metric": SQL_METRIC},
    "nome antigo do limite": {"columns": ["orgao_chave"], "metrics": [], "timeseries_limit_metric": SQL_METRIC},
    "nome antigo da coluna": {"groupby": [SQL_COLUMN], "metrics": []},
    "agregado que não existe": {"metrics": [{"expressionType": "SIMPLE", "aggregate": "SUM) FROM pg_roles --", "column": {"column_name": "exercicio"}, "label": "x"}]},
    "coluna que não existe": {"metrics": [{"expressionType": "SIMPLE", "aggregate": "MAX", "column": {"column_name": "ctid"}, "label": "x"}]},
    "anotação": {"columns": ["orgao_chave"], "metrics": [], "annotation_layers": [{"annotationType": "EVENT", "sourceType": "table", "name": "x", "value": 1, "show": True, "style": "solid", "showMarkers": False, "hideLine": False}]},
}  # fmt: skip
TOO_MUCH: dict[str, dict[str, Any]] = {
    "milhões de linhas": {"columns": ["orgao_chave"], "metrics": [], "post_processing": [{"operation": "resample", "options": {"rule": "1s", "method": "ffill"}}]},
    "muitos períodos": {"columns": ["orgao_chave"], "metrics": [], "time_offsets": [f"{n} days ago" for n in range(1, 40)]},
}  # fmt: skip
# What charts of a dashboard ask.
PLAIN: dict[str, dict[str, Any]] = {
    "métricas salvas": {"columns": ["orgao_chave"], "metrics": [METRIC]},
    "agregado simples": {"metrics": [{"expressionType": "SIMPLE", "aggregate": "MAX", "column": {"column_name": "exercicio"}, "label": "x"}]},
    "eixo": {"columns": [{"expressionType": "SQL", "sqlExpression": "exercicio", "label": "exercicio", "columnType": "BASE_AXIS", "isColumnReference": True}], "metrics": [], "orderby": [["exercicio", True]]},
    "filtro": {"columns": ["orgao_chave"], "metrics": [], "filters": [{"col": "exercicio", "op": ">", "val": 2000}], "extras": {"where": "", "having": ""}},
}  # fmt: skip


class Callers:
    """A person without and one with the SQL Lab, both of one body, one of all, and nobody in particular."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.superset_url
        self.admin = Caller(self.url).login(
            stack.secrets["SUPERSET_ADMIN_USERNAME"], stack.secrets["SUPERSET_ADMIN_PASSWORD"]
        )
        self.number = datasets(self.admin)[DATASET]
        for name, roles in (
            ("recusa_gestor", [MANAGER, "Órgão DPU"]),
            ("recusa_analista", [ANALYST, "Órgão DPU"]),
            ("recusa_central", [ANALYST, EVERY_BODY]),
        ):
            make_user(self.admin, name, roles)
        self.without = {
            "anônimo": Caller(self.url),
            "gestor, sessão": Caller(self.url).login("recusa_gestor", PASSWORD),
            "gestor, token": Caller(self.url, token(self.url, "recusa_gestor")),
        }
        self.analyst = Caller(self.url).login("recusa_analista", PASSWORD)
        self.central = Caller(self.url).login("recusa_central", PASSWORD)


@pytest.fixture(scope="module")
def callers(stack: Stack) -> Iterator[Callers]:
    made = Callers(stack)
    yield made
    for user in made.admin.http.get("/api/v1/security/users/?q=(page_size:100)").json()["result"]:
        if user["username"].startswith("recusa_"):
            made.admin.http.delete(f"/api/v1/security/users/{user['id']}", headers=made.admin.csrf())


@pytest.mark.parametrize("what", list(EXPRESSIONS))
def test_an_expression_is_refused_without_the_sql_lab(callers: Callers, what: str) -> None:
    for who, caller in callers.without.items():
        answer = caller.ask(callers.number, **json.loads(json.dumps(EXPRESSIONS[what])))
        assert (answer.status, answer.message[: len(ORDINARY)]) == (403, ORDINARY), (who, answer.message)


@pytest.mark.parametrize("what", list(EXPRESSIONS))
def test_an_expression_in_a_form_is_refused_as_in_json(callers: Callers, what: str) -> None:
    body = {"datasource": {"id": callers.number, "type": "table"}, "queries": [EXPRESSIONS[what]]}
    answer = callers.without["anônimo"].http.post("/api/v1/chart/data", data={"form_data": json.dumps(body)})

    assert answer.status_code == 403, answer.text[:300]


@pytest.mark.parametrize("what", list(TOO_MUCH))
def test_what_no_dashboard_needs_is_refused(callers: Callers, what: str) -> None:
    for who, caller in callers.without.items():
        answer = caller.ask(callers.number, **TOO_MUCH[what])
        assert (answer.status, answer.message) == (403, "A consulta pede mais do que um painel precisa."), who


@pytest.mark.parametrize("what", list(PLAIN))
def test_what_charts_ask_is_answered(callers: Callers, what: str) -> None:
    for who, caller in callers.without.items():
        answer = caller.ask(callers.number, **json.loads(json.dumps(PLAIN[what])))
        assert answer.status == 200, (who, answer.message)
        assert answer.rows, who


def form(number: int, **changes: Any) -> dict[str, str]:
    asked = {
        "datasource": f"{number}__table", "viz_type": "country_map", "select_country": "brazil",
        "entity": "orgao_chave", "metric": METRIC, "adhoc_filters": [],
    }  # fmt: skip
    return {"form_data": json.dumps({**asked, **changes})}


@pytest.mark.parametrize(
    "changes",
    [
        {"metric": SQL_METRIC},
        {"entity": "upper(orgao_chave)"},
        {"where": "1 = 1"},
        {"having": "count(*) > 0"},
        {"adhoc_filters": [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": "1 = 1"}]},
        {"viz_type": "world_map", "entity": "orgao_chave"},
    ],
)
def test_the_old_endpoint_of_maps_refuses_the_same(callers: Callers, changes: dict[str, Any]) -> None:
    for who, caller in callers.without.items():
        answer = caller.http.post("/superset/explore_json/", data=form(callers.number, **changes))
        assert answer.status_code in {400, 403, 422}, (who, answer.text[:300])
        assert '"data"' not in answer.text


def test_the_old_endpoint_of_maps_answers_maps_and_never_by_get(callers: Callers) -> None:
    asked = form(callers.number)
    for who, caller in callers.without.items():
        answer = caller.http.post("/superset/explore_json/", data=asked)
        assert answer.status_code == 200, (who, answer.text[:300])
        assert {row["country_id"] for row in answer.json()["data"]} >= {"dpu"}
        # An answer to GET would be kept for whoever comes next.
        assert caller.http.get("/superset/explore_json/", params=asked).status_code == 405
    mine = callers.without["gestor, sessão"].http.post("/superset/explore_json/", data=asked).json()["data"]
    assert {row["country_id"] for row in mine} == {"dpu"}


@pytest.mark.parametrize(
    "sql",
    [
        "select query_to_xml('select * from gold.contratos_resumo', true, true, '')",
        "select pg_catalog.query_to_xml('select 1', true, true, '')",
        "select * from ts_stat('select 1')",
        "select pg_sleep(1)",
        "select current_setting('statement_timeout')",
        "set statement_timeout = 0",
        "select 1; set statement_timeout = 0",
        "show all",
        "explain analyze select 1",
        "create table gold.x (a int)",
        "delete from gold.contratos_resumo",
        "with a as (delete from gold.contratos_resumo returning 1) select * from a",
        "with contratos_resumo as (select 1) select * from (select * from gold.contratos_resumo) as x",
        "copy gold.contratos_resumo to stdout",
        "do $$begin end$$",
        "select * from silver.contrato",
        "select * from bronze._runs",
        "select * from gold_restrito.forca_trabalho",
        "select * from pg_catalog.pg_roles",
        "select * from information_schema.tables",
        "select * from GOLD.contratos_resumo",
        'select * from gold."CONTRATOS_RESUMO"',
    ],
)
def test_the_sql_lab_answers_questions_about_gold_only(callers: Callers, sql: str) -> None:
    answer = callers.analyst.sql(sql)

    assert answer.status in {400, 403, 422, 500}, answer.rows[:3]
    assert answer.rows == []


@pytest.mark.parametrize(
    "sql",
    [
        "select distinct orgao_chave from gold.contratos_resumo",
        "select distinct orgao_chave from contratos_resumo",
        'select distinct c.orgao_chave from "gold"."contratos_resumo" as c',
        "select distinct orgao_chave from govhub.gold.contratos_resumo",
        "with c as (select * from gold.contratos_resumo) select distinct orgao_chave from c",
        "select distinct a.orgao_chave from gold.contratos_resumo a left join gold.faturas_detalhe b using (contrato_id)",
        "select orgao_chave from gold.contratos_resumo union select orgao_chave from gold.orcamento_resumo_anual",
        "select distinct orgao_chave from (select * from (select * from gold.contratos_resumo) x) y",
        "select (select max(orgao_chave) from gold.contratos_resumo) as orgao_chave",
        "select orgao_chave from (values (1)) v(n), lateral (select distinct orgao_chave from gold.contratos_resumo) l",
        "select distinct orgao_chave from gold.contratos_resumo where exists (select 1 from gold.contratos_resumo) or 1 = 1",
        "select distinct orgao_chave from only gold.contratos_resumo",
        "select distinct orgao_chave from gold.contratos_resumo tablesample bernoulli(100)",
        "select distinct orgao_chave from gold.contratos_resumo -- ) or (1=1",
    ],
)
def test_the_sql_lab_shows_rows_of_ones_own_body(callers: Callers, sql: str) -> None:
    answer = callers.analyst.sql(sql)

    assert (answer.status, {row["orgao_chave"] for row in answer.rows} - {"todos"}) == (200, {"dpu"}), answer.message


def test_a_question_of_somebody_else_is_not_asked_again(callers: Callers) -> None:
    body = {
        "database_id": 1, "sql": "select distinct orgao_chave from gold.contratos_resumo", "schema": "gold",
        "catalog": "govhub", "runAsync": False, "client_id": "recusa00001",
    }  # fmt: skip
    done = callers.central.http.post("/api/v1/sqllab/execute/", json=body, headers=callers.central.csrf()).json()
    assert len(done["data"]) > 1

    number = done["query_id"]
    other = callers.analyst.http.get("/api/v1/sqllab/export/recusa00001/")
    chart = {"datasource": {"id": number, "type": "query"}, "queries": [{"columns": ["orgao_chave"], "metrics": []}]}
    explored = callers.analyst.http.post("/api/v1/chart/data", json=chart)
    theirs = callers.central.http.get("/api/v1/sqllab/export/recusa00001/")

    assert theirs.status_code == 200
    assert "ipea" in theirs.text
    assert other.status_code in {403, 404}
    assert "ipea" not in other.text
    assert explored.status_code in {403, 404, 422}
    assert "ipea" not in explored.text


def test_a_chart_of_ones_own_question_shows_rows_of_ones_own_body(callers: Callers) -> None:
    body = {
        "database_id": 1, "sql": "select orgao_chave, contrato_id from gold.contratos_resumo", "schema": "gold",
        "catalog": "govhub", "runAsync": False,
    }  # fmt: skip
    done = callers.analyst.http.post("/api/v1/sqllab/execute/", json=body, headers=callers.analyst.csrf()).json()
    chart = {
        "datasource": {"id": done["query_id"], "type": "query"},
        "queries": [{"columns": ["orgao_chave"], "metrics": [], "row_limit": 999}],
    }
    answer = callers.analyst.http.post("/api/v1/chart/data", json=chart)

    assert answer.status_code == 200, answer.text[:300]
    assert {row["orgao_chave"] for row in answer.json()["result"][0]["data"]} == {"dpu"}


def test_expressions_of_an_analyst_are_answered_within_his_rows_and_functions(callers: Callers) -> None:
    upper = callers.analyst.ask(callers.number, columns=[SQL_COLUMN], metrics=[], row_limit=99)
    sleeping = callers.analyst.ask(callers.number, metrics=[SQL_METRIC])
    escaping = callers.analyst.ask(
        callers.number, columns=["orgao_chave"], metrics=[], extras={"where": "1 = 1) or (1 = 1"}
    )
    reading = callers.analyst.ask(
        callers.number, columns=["orgao_chave"], metrics=[], extras={"where": f"orgao_chave = {EXPRESSION}"}
    )

    assert {row["x"] for row in upper.rows} == {"DPU"}
    assert sleeping.status == 400
    assert "A função SQL pg_sleep não é permitida." in sleeping.message
    assert escaping.rows == [] or {row["orgao_chave"] for row in escaping.rows} == {"dpu"}
    assert reading.status in {400, 403}


def test_a_person_without_the_sql_lab_has_none(callers: Callers) -> None:
    for who, caller in callers.without.items():
        body = {"database_id": 1, "sql": "select 1", "schema": "gold", "runAsync": False}
        answer = caller.http.post("/api/v1/sqllab/execute/", json=body, follow_redirects=False)
        assert answer.status_code in {302, 400, 401, 403}, who
        checked = caller.http.post(
            f"/api/v1/datasource/table/{callers.number}/validate_expression/", json={"expression": "1 = 1"}
        )
        assert checked.status_code in {302, 400, 401, 403}, who
