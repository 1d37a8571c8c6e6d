"""Dashboards as a person meets them: a real Superset and browser over the warehouse of the settings.

Every tab of every dashboard is opened twice, over answers forgotten a moment before and over kept ones; a chart's time
is that of its answer as the browser sees it, with up to five others asked at the same time. A page is usable when every
chart in sight is drawn.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, ResourceTiming, Response, ViewportSize, sync_playwright

from benchmarks.measure import Measure
from govhub.dashboards import apply_dashboards
from govhub.dashboards.server import superset_command
from govhub.dashboards.warm import forget_answers, warm_dashboards
from govhub.settings import Settings, read_environment

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_SCREEN: ViewportSize = {"width": 1600, "height": 1000}
_DRAWN = """() => {
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0 && box.height > 0;
  };
  const charts = [...document.querySelectorAll('[data-test-chart-name]')].filter(seen);
  const busy = [...document.querySelectorAll("[data-test='loading-indicator'], .loading")].filter(seen);
  return charts.length > 0 && busy.length === 0
    && charts.every((chart) => chart.querySelector('canvas, .header-line, tbody tr, svg path, .ant-empty, .ant-alert'));
}"""
_TABS = ".dashboard-component-tabs [role=tab]"
_TIMEOUT_MS = 180_000


@dataclass(slots=True)
class Visit:
    """What opening all dashboards took: seconds of each chart's answer by dashboard, seconds until a page is usable."""

    answers: dict[str, list[float]] = field(default_factory=dict)
    usable: dict[str, float] = field(default_factory=dict)

    def worst_p95(self) -> tuple[str, float]:
        """Return the dashboard whose 95th percentile is the longest, and it."""
        return max(((slug, _p95(times)) for slug, times in self.answers.items()), key=lambda found: found[1])

    def slowest_page(self) -> tuple[str, float]:
        """Return the page that takes longest to be usable, and its seconds."""
        return max(self.usable.items(), key=lambda found: found[1])


def measure_dashboards(settings: Settings, rows: str) -> list[Measure]:
    """Apply the dashboards and open them all, cold and cached; `rows` tells what the warehouse holds."""
    apply_dashboards(settings)
    slugs = [
        yaml.safe_load(file.read_text(encoding="utf-8"))["slug"]
        for file in sorted((settings.project_dir / "dashboards" / "assets" / "dashboards").glob("*.yaml"))
    ]
    with _served(settings) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        try:
            _open_all(
                _person(browser, settings, url), url, slugs
            )  # what starts slowly once is not the dashboards' doing
            cold = _cold(_person(browser, settings, url), url, slugs, settings)
            warm_dashboards(settings)
            person = _person(browser, settings, url)
            first = _open_all(person, url, slugs)
            second = _open_all(person, url, slugs)
        finally:
            browser.close()
    return [
        _measure(f"painéis sobre {rows}: p95 das respostas, sem cache", cold.worst_p95(), 1),
        _measure(f"painéis sobre {rows}: p95 das respostas, com cache", second.worst_p95(), 0.3),
        _measure(f"painéis sobre {rows}: página utilizável, primeira visita", first.slowest_page(), 3),
        _measure(f"painéis sobre {rows}: página utilizável, segunda visita", second.slowest_page(), 1.5),
    ]


def _measure(name: str, found: tuple[str, float], limit: float) -> Measure:
    slug, seconds = found
    return Measure(f"{name} (o pior: {slug})", seconds, "s", limit, seconds / limit, "≤ 1")


def _cold(context: BrowserContext, url: str, slugs: list[str], settings: Settings) -> Visit:
    visit = Visit()
    for slug in slugs:
        forget_answers(settings)
        _open(context, url, slug, visit)
    return visit


def _open_all(context: BrowserContext, url: str, slugs: list[str]) -> Visit:
    visit = Visit()
    for slug in slugs:
        _open(context, url, slug, visit)
    return visit


def _open(context: BrowserContext, url: str, slug: str, visit: Visit) -> None:
    """Open a dashboard and each of its tabs."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/api/v1/chart/data" in answer.url else None)
    started = time.perf_counter()
    page.goto(f"{url}/superset/dashboard/{slug}/", wait_until="commit")
    _until_drawn(page)
    visit.usable[slug] = time.perf_counter() - started
    for tab in _closed_tabs(page):
        tab.click()
        page.wait_for_timeout(300)
        _until_drawn(page)
    failed = [answer.url for answer in answers if not answer.ok]
    if failed:
        raise RuntimeError(f"{slug}: {len(failed)} respostas com erro")
    for answer in answers:
        answer.finished()
    visit.answers[slug] = [_seconds(answer.request.timing) for answer in answers]
    page.close()


def _until_drawn(page: Page) -> None:
    """Wait until every chart in sight is drawn; asked from here, since the page may not evaluate text by itself."""
    deadline = time.monotonic() + _TIMEOUT_MS / 1000
    while not page.evaluate(_DRAWN):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{page.url} is not drawn")
        page.wait_for_timeout(50)


def _seconds(timing: ResourceTiming) -> float:
    """Return what an answer took from the moment the request left: the browser lets six leave at once."""
    return float(timing["responseEnd"] - timing["requestStart"]) / 1000


def _closed_tabs(page: Page) -> Iterator[Any]:
    """Yield each tab that is not open yet, also those inside of others."""
    opened = {
        tab.get_attribute("id") for tab in page.locator(_TABS).all() if tab.get_attribute("aria-selected") == "true"
    }
    while True:
        closed = [
            tab for tab in page.locator(_TABS).all() if tab.is_visible() and tab.get_attribute("id") not in opened
        ]
        if not closed:
            return
        opened.add(closed[0].get_attribute("id"))
        yield closed[0]


def _person(browser: Browser, settings: Settings, url: str) -> BrowserContext:
    """Return a browser that was never here, of a person who has just logged in."""
    context = browser.new_context(viewport=_SCREEN, locale="pt-BR")
    given = read_environment(settings.project_dir)
    page = context.new_page()
    page.goto(f"{url}/login/")
    page.fill("input[type=text]", given["SUPERSET_ADMIN_USERNAME"])
    page.fill("input[type=password]", given["SUPERSET_ADMIN_PASSWORD"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda at: "/login" not in at, timeout=_TIMEOUT_MS)
    page.close()
    return context


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    """Run the web server until the block ends; yield its address."""
    command, variables = superset_command(settings)
    log = settings.home / "logs" / "superset-bench.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, env={**os.environ, **variables}, stdout=output, stderr=subprocess.STDOUT)
        url = f"http://127.0.0.1:{settings.superset_port}"
        try:
            _wait(server, url)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/health", timeout=3).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise RuntimeError("Superset did not start; see logs/superset-bench.log")


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("the package chromium is not installed")
    return found


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] if ordered else 0.0
