"""The dashboards as a manager sees them: every chart of every tab drawn, in Portuguese, and their numbers those of SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
import yaml
from playwright.sync_api import Page, Response
from psycopg import sql

from govhub.settings import CHECKOUT

from .browser import (
    ASSETS,
    TALL,
    dashboard,
    in_sql,
    logged_in,
    open_dashboard,
    open_tab,
    set_filter,
    shown_number,
    tabs,
)
from .conftest import Stack

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
DASHBOARDS = sorted(file.stem for file in (ASSETS / "dashboards").glob("*.yaml"))
DRAWN = "canvas, .header-line, tbody tr, svg path"


@pytest.fixture(scope="module")
def page(stack: Stack) -> Iterator[Page]:
    secrets = stack.secrets
    with logged_in(
        stack.superset_url, secrets["SUPERSET_ADMIN_USERNAME"], secrets["SUPERSET_ADMIN_PASSWORD"]
    ) as administrator:
        yield administrator


def charts_in_sight(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each chart's name and what is wrong with it, empty if nothing."""
    for chart in page.locator("[data-test-chart-name]").all():
        if not chart.is_visible():
            continue
        wrong = ""
        if chart.locator(".ant-alert").count():
            wrong = chart.inner_text()[:200]
        elif "Sem dado" in chart.inner_text():
            wrong = "vazio"
        elif chart.locator(DRAWN).count() == 0:
            wrong = "não desenhado"
        elif chart.get_attribute("aria-label") != chart.get_attribute("data-test-chart-name"):
            wrong = "sem nome para leitores de tela"
        yield chart.get_attribute("data-test-chart-name") or "", wrong


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_chart_of_every_tab_is_drawn_in_portuguese(stack: Stack, page: Page, name: str) -> None:
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    open_dashboard(stack, page, name)
    seen = dict(charts_in_sight(page))
    for title in tabs(name):
        open_tab(page, title)
        seen |= dict(charts_in_sight(page))
    page.remove_listener("response", note)

    nodes = [node for node in dashboard(name)["position"].values() if isinstance(node, dict)]
    placed = {node["meta"]["sliceName"] for node in nodes if node.get("type") == "CHART"}
    assert {chart: wrong for chart, wrong in seen.items() if wrong} == {}
    assert placed - set(seen) == set()
    assert [answer.url for answer in answers if answer.status >= 400] == []
    packs = {answer.url.split("/language_pack/")[1] for answer in answers if "/language_pack/" in answer.url}
    assert packs <= {"pt_BR/"}
    assert {answer.url.split("/")[2] for answer in answers if answer.url.startswith("http")} == {
        stack.superset_url.split("/")[2]
    }
    if os.environ.get("GOVHUB_SCREENSHOTS"):
        page.evaluate("window.scrollTo(0, 0)")
        open_dashboard(stack, page, name)
        height = page.locator(".dashboard-content, [data-test='dashboard-content']").first.bounding_box()
        bottom = min(2950, int(height["y"] + height["height"]) if height else 2000)
        page.screenshot(
            path=CHECKOUT / "docs" / "imagens" / f"painel-{dashboard(name)['slug']}.png",
            clip={"x": 0, "y": 0, "width": 1600, "height": bottom},
        )


# What is named in the warehouse is shown by its name.
NAMES_OF_THINGS = {"recurso", "tabela", "teste", "coluna", "produto", "fontes", "produtos_afetados"}


def test_no_chart_shows_a_code_where_a_word_is_meant(stack: Stack) -> None:
    """A code is letters and an underscore; what has words in dashboards/values.yaml is shown by another column."""
    datasets = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (ASSETS / "datasets").rglob("*.yaml")]
    names = {dataset["uuid"]: dataset["table_name"] for dataset in datasets}
    texts = {
        (dataset["table_name"], column["column_name"])
        for dataset in datasets
        for column in dataset["columns"]
        if column["type"] == "TEXT" and "expression" not in column
    }
    shown = set()
    for file in (ASSETS / "charts").rglob("*.yaml"):
        chart = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key in ("groupby", "groupby_b", "groupbyRows", "groupbyColumns", "all_columns", "x_axis", "series"):
            columns = chart["params"].get(key) or []
            shown |= {
                (names[chart["dataset_uuid"]], column)
                for column in ([columns] if isinstance(columns, str) else columns)
            }
    assert len(shown & texts) > 50

    coded = {}
    with psycopg.connect(stack.secrets["GOVHUB_BI_URL"]) as connection:
        for table, column in sorted(shown & texts):
            query = sql.SQL("select {} from gold.{} where {} ~ '^[a-z]+(_[a-z]+)+$' limit 1").format(
                *map(sql.Identifier, (column, table, column))
            )
            if column not in NAMES_OF_THINGS and (found := connection.execute(query).fetchone()):
                coded[table, column] = found[0]
    assert coded == {}


def test_cards_show_what_sql_says_and_a_filter_reaches_them(stack: Stack, page: Page) -> None:
    open_dashboard(stack, page, "contratos")

    everything = in_sql(stack, "select count(*) from gold.contratos_resumo where vigente")
    assert shown_number(page, "Contratos vigentes") == everything > 0

    set_filter(page, "contratos", "Categoria", "Compras")

    only = in_sql(stack, "select count(*) from gold.contratos_resumo where vigente and categoria = 'Compras'")
    assert 0 < only < everything
    assert shown_number(page, "Contratos vigentes") == only


def test_on_a_phone_filters_come_first_and_charts_keep_a_width_that_can_be_read(stack: Stack, page: Page) -> None:
    before = page.viewport_size
    page.set_viewport_size({"width": 412, "height": 900})
    try:
        open_dashboard(stack, page, "visao_geral")
        filters = page.locator("[data-test='filter-bar']").bounding_box()
        card = page.locator("[data-test-chart-name='Empenhado']").bounding_box()
    finally:
        page.set_viewport_size(before or TALL)

    assert filters is not None
    assert card is not None
    assert filters["width"] > 380
    assert card["y"] > filters["y"] + filters["height"]
    assert card["width"] > 150


def test_what_was_warmed_is_answered_from_the_cache(stack: Stack, page: Page) -> None:
    stack.govhub("dashboards", "warm")
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if "/api/v1/chart/data" in answer.url:
            answers.append(answer)

    page.on("response", note)
    open_dashboard(stack, page, "contratos")
    page.remove_listener("response", note)

    kept = [result["is_cached"] for answer in answers for result in answer.json()["result"]]
    assert len(kept) > 5
    assert all(kept)


def test_a_function_that_no_chart_needs_is_refused(stack: Stack, page: Page) -> None:
    datasets = page.request.get(f"{stack.superset_url}/api/v1/dataset/?q=(page_size:100)").json()["result"]
    dataset = next(entry["id"] for entry in datasets if entry["table_name"] == "contratos_resumo")
    token = page.request.get(f"{stack.superset_url}/api/v1/security/csrf_token/").json()["result"]
    query = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [
            {"metrics": [{"expressionType": "SQL", "sqlExpression": "MAX(pg_sleep(0.1)::text)", "label": "x"}]}
        ],
    }

    answer = page.request.post(
        f"{stack.superset_url}/api/v1/chart/data",
        data=query,
        headers={"X-CSRFToken": token, "Referer": stack.superset_url},
    )

    assert answer.status == 400
    assert answer.json()["message"].endswith("A função SQL pg_sleep não é permitida.")
