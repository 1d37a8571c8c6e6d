"""The dashboard as a manager sees it: every chart drawn, in Portuguese, and its numbers those of SQL."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, Response, sync_playwright

from govhub.settings import CHECKOUT

from .conftest import Stack

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
CHARTS = 17


@pytest.fixture(scope="module")
def page(stack: Stack) -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "instale o pacote chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        tab = browser.new_page(viewport={"width": 1600, "height": 3000}, locale="pt-BR")
        tab.goto(f"{stack.superset_url}/login/")
        tab.fill("input[type=text]", stack.secrets["SUPERSET_ADMIN_USERNAME"])
        tab.fill("input[type=password]", stack.secrets["SUPERSET_ADMIN_PASSWORD"])
        tab.click("button[type=submit]")
        tab.wait_for_url(lambda url: "/login" not in url)
        yield tab
        browser.close()


def until_drawn(page: Page) -> None:
    page.wait_for_selector(".dashboard-component-chart-holder", timeout=60_000)
    quiet, deadline = 0, time.monotonic() + 90
    while quiet < 4:
        assert time.monotonic() < deadline, "o painel não terminou de carregar"
        quiet = quiet + 1 if page.locator("[data-test='loading-indicator'], .loading").count() == 0 else 0
        time.sleep(0.5)


def shown_number(page: Page, chart: str) -> int:
    text = page.locator(f"[data-test-chart-name='{chart}'] .header-line").inner_text()
    return int(re.sub(r"\D", "", text))


def in_sql(stack: Stack, query: str) -> int:
    with psycopg.connect(stack.secrets["GOVHUB_BI_URL"]) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_every_chart_is_drawn_in_portuguese_and_filters_reach_the_numbers(stack: Stack, page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the handler
    page.goto(f"{stack.superset_url}/superset/dashboard/contratos/")
    until_drawn(page)

    charts = page.locator("[data-test-chart-name]")
    assert charts.count() == CHARTS
    for index in range(CHARTS):
        chart = charts.nth(index)
        name = chart.get_attribute("data-test-chart-name")
        assert chart.locator(".ant-alert").count() == 0, name
        drawn = chart.locator("canvas, .header-line").count() + chart.locator("tbody tr").count()
        assert drawn > 0, name
        assert "Sem dado" not in chart.inner_text(), name
    assert [answer.url for answer in answers if answer.status >= 400] == []
    packs = {answer.url.split("/language_pack/")[1] for answer in answers if "/language_pack/" in answer.url}
    assert packs == {"pt_BR/"}
    assert {answer.url.split("/")[2] for answer in answers} == {stack.superset_url.split("/")[2]}
    if os.environ.get("GOVHUB_SCREENSHOTS"):
        page.screenshot(
            path=CHECKOUT / "docs" / "imagens" / "painel-contratos.png",
            clip={"x": 0, "y": 0, "width": 1600, "height": 2650},
        )

    everything = in_sql(stack, "select count(*) from gold.contratos_resumo where vigente")
    assert shown_number(page, "Contratos vigentes") == everything > 0
    assert shown_number(page, "Faturas em atraso") == in_sql(
        stack, "select count(*) from gold.faturas_detalhe where em_atraso and receita_despesa = 'D'"
    )

    page.locator("[data-test='form-item-value']").nth(3).locator(".ant-select").click()
    page.keyboard.type("Compras")
    page.locator(".ant-select-item-option", has_text="Compras").first.click()
    page.keyboard.press("Escape")
    page.locator("[data-test='filter-bar__apply-button']").click()
    time.sleep(1)
    until_drawn(page)

    only = in_sql(stack, "select count(*) from gold.contratos_resumo where vigente and categoria = 'Compras'")
    assert 0 < only < everything
    assert shown_number(page, "Contratos vigentes") == only


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
    assert answer.json()["message"].endswith("Função SQL não permitida.")
