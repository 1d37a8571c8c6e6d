"""Dashboards for people who read with other means than eyes and a mouse, from the browser's own accessibility tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from .browser import dashboard, logged_in, open_dashboard, open_tab, tabs
from .conftest import Stack

pytestmark = pytest.mark.timeout(2700)  # the stack shares two cores with the other tests
# Texts inside a picture are in no tree: keep what is drawn.
_KEEP = """
window.drawn = new Set();
const own = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  window.drawn.add(text);
  return own.call(this, text, ...rest);
};
"""
_FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return document.activeElement === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


@pytest.fixture(scope="module")
def page(stack: Stack) -> Iterator[Page]:
    secrets = stack.secrets
    with logged_in(
        stack.superset_url, secrets["SUPERSET_ADMIN_USERNAME"], secrets["SUPERSET_ADMIN_PASSWORD"]
    ) as administrator:
        administrator.add_init_script(_KEEP)
        yield administrator


def tree(page: Page) -> list[dict[str, Any]]:
    """Return what the browser tells a reader of screens, node by node."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"]]


def said(node: dict[str, Any], what: str) -> str:
    return str(node.get(what, {}).get("value", ""))


@pytest.mark.parametrize("name", ["contratos", "orcamento", "visao_geral"])
def test_every_chart_has_a_name_and_says_what_it_answers(stack: Stack, page: Page, name: str) -> None:
    open_dashboard(stack, page, name)
    nodes = tree(page)
    for title in tabs(name):
        open_tab(page, title)
        nodes += tree(page)

    figures = {said(node, "name"): said(node, "description") for node in nodes if said(node, "role") == "figure"}
    placed = [node for node in dashboard(name)["position"].values() if isinstance(node, dict)]
    assert {node["meta"]["sliceName"] for node in placed if node.get("type") == "CHART"} - set(figures) == set()
    assert [chart for chart, about in figures.items() if not about] == []


def test_a_picture_says_its_series_in_portuguese_and_so_does_its_legend(stack: Stack, page: Page) -> None:
    open_dashboard(stack, page, "contratos")

    pictures = [said(node, "name") for node in tree(page) if said(node, "role") == "image"]
    assert "Gráfico de Contratos." in pictures
    assert any(text.startswith("Gráfico de ") and " séries: " in text and "Compras" in text for text in pictures)
    assert [text for text in pictures if "This is a chart" in text] == []
    drawn = set(page.evaluate("[...window.drawn]"))
    assert {"Todos", "Inverter"} <= drawn
    assert not {"All", "Inv"} & drawn


def test_large_numbers_are_shortened_as_in_portuguese(stack: Stack, page: Page) -> None:
    thrown: list[Error] = []

    def note(error: Error) -> None:
        thrown.append(error)

    page.on("pageerror", note)
    open_dashboard(stack, page, "visao_geral")

    assert thrown == []
    drawn = [text.replace("\u00a0", " ") for text in page.evaluate("[...window.drawn]")]
    assert [text for text in drawn if re.fullmatch(r"(R\$ )?-?[\d.]+[kMBG]", text)] == []
    assert [text for text in drawn if re.fullmatch(r"R\$ [\d,]+ (mil|mi|bi)", text)] != []


def test_who_goes_by_keyboard_sees_where_he_is(stack: Stack, page: Page) -> None:
    open_dashboard(stack, page, "contratos")
    unseen = []
    for step in range(25):
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        if not page.evaluate(_FOCUSED):
            unseen.append((step, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")))

    assert unseen == []
