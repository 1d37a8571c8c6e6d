"""Superset's pages in the system's Chromium, driven as a person does, and what SQL says of the same numbers."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import psycopg
import yaml
from playwright.sync_api import Page, Response, sync_playwright

from govhub.settings import CHECKOUT

from .conftest import Stack

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ASSETS = CHECKOUT / "dashboards" / "assets"
BUSY = "[data-test='loading-indicator'], .loading"
TALL = {"width": 1600, "height": 3000}  # parts of a dashboard out of sight are not drawn


def dashboard(name: str) -> dict[str, Any]:
    """Return the asset of a dashboard by the name of its file."""
    return yaml.safe_load((ASSETS / "dashboards" / f"{name}.yaml").read_text(encoding="utf-8"))


@contextmanager
def logged_in(url: str, username: str, password: str) -> Iterator[Page]:
    """Open a tall window in which somebody logged in by the form."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "instale o pacote chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport=TALL, locale="pt-BR")
        answers: list[Response] = []

        def note(answer: Response) -> None:
            answers.append(answer)

        page.on("response", note)
        page.goto(f"{url}/login/")
        page.fill("input[type=text]", username)
        page.fill("input[type=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url(lambda address: "/login" not in address)
        page.remove_listener("response", note)
        if not page.request.get(f"{url}/api/v1/me/").ok:  # "/" is open to who did not log in, too
            raise AssertionError(f"{username} não entrou; está em {page.url}\n{_steps(answers)}")
        yield page
        browser.close()


def _steps(answers: list[Response]) -> str:
    """Tell what was asked and answered, in order, and which answers changed a cookie; files are left out."""
    lines = []
    for answer in answers:
        if "/static/" not in answer.url:
            changed = "cookie" if answer.header_values("set-cookie") else ""
            lines.append(f"{answer.request.method} {answer.url} {answer.status} {changed}")
    return "\n".join(lines)


def until_drawn(page: Page) -> None:
    """Wait until no chart is loading any more."""
    page.wait_for_selector(".dashboard-component-chart-holder", timeout=90_000)
    quiet, deadline = 0, time.monotonic() + 180
    while quiet < 4:
        assert time.monotonic() < deadline, "o painel não terminou de carregar"
        quiet = quiet + 1 if page.locator(BUSY).count() == 0 else 0
        time.sleep(0.5)


def open_dashboard(stack: Stack, page: Page, name: str) -> None:
    page.goto(f"{stack.superset_url}/superset/dashboard/{dashboard(name)['slug']}/")
    until_drawn(page)


def tabs(name: str) -> list[str]:
    """Return the titles of the tabs, in their order."""
    position = dashboard(name)["position"]
    bars = [node for node in position.values() if isinstance(node, dict) and node.get("type") == "TABS"]
    return [position[tab]["meta"]["text"] for bar in bars for tab in bar["children"]]


def open_tab(page: Page, title: str) -> None:
    page.locator("[role=tab]").filter(has_text=title).first.click()
    time.sleep(1)
    until_drawn(page)


def set_filter(page: Page, name: str, title: str, value: str) -> None:
    """Choose a value in a filter of a dashboard and apply it."""
    filters = dashboard(name)["metadata"]["native_filter_configuration"]
    place = [entry["name"] for entry in filters].index(title)
    page.locator("[data-test='form-item-value']").nth(place).locator(".ant-select").click()
    page.keyboard.type(value)
    page.locator(".ant-select-item-option", has_text=value).first.click()
    page.keyboard.press("Escape")
    page.locator("[data-test='filter-bar__apply-button']").click()
    time.sleep(1)
    until_drawn(page)


def shown_number(page: Page, chart: str) -> Decimal:
    """Return the number of a card, as it is written in Portuguese."""
    text = page.locator(f"[data-test-chart-name='{chart}'] .header-line").inner_text()
    return Decimal(re.sub(r"[^\d,-]", "", text).replace(",", "."))


def rows_in_sql(stack: Stack, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask what a dashboard asks, as the role that it asks as."""
    with psycopg.connect(stack.secrets["GOVHUB_BI_URL"]) as connection:
        return connection.execute(query, values).fetchall()


def in_sql(stack: Stack, query: str, *values: Any) -> Any:
    """Return the one value that a query answers."""
    ((value,),) = rows_in_sql(stack, query, *values)
    return value
