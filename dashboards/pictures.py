"""Pictures of dashboards and charts as a person sees them, taken only when every number in them could be computed."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from browsing import FLAGS, SPINNERS, authenticate, chromium

_DATA = ("/api/v1/chart/data", "/superset/explore_json/")
_ALERTS = ".ant-alert-error"
_HOLDERS = f".dashboard-component-chart-holder, .chart-container, {_ALERTS}"
_TALLEST = 15_000  # pixels
_OPEN_S = 60
_COMPUTE_S = 120
_LONGEST = 300  # characters of a reason


class NotComputed(Exception):
    """What the picture would show is not there; the text is a Portuguese clause."""


def take_pictures(addresses: Sequence[str], person: Any, size: tuple[int, int], density: float) -> list[bytes]:
    """Return a PNG of each page as this person sees it, from its top to its end; `size` in pixels, height the least.

    Raises: NotComputed, NoBrowser.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            viewport = {"width": size[0], "height": size[1]}
            context = browser.new_context(viewport=viewport, device_scale_factor=density, locale="pt-BR")
            authenticate(context, person)
            return [_picture(context, address, size) for address in addresses]
        finally:
            browser.close()


def _picture(context: Any, address: str, size: tuple[int, int]) -> bytes:
    from playwright.sync_api import Error

    refused: list[Any] = []
    broken: list[Any] = []
    page = context.new_page()
    page.on("response", lambda answer: refused.append(answer) if answer.status >= 400 and _is_data(answer) else None)
    page.on("requestfailed", lambda request: broken.append(request) if _is_data(request) else None)
    try:
        _open(page, address)
        _until_quiet(page)
        height = page.evaluate("Math.max(0, ...[...document.querySelectorAll('*')].map(e => e.scrollHeight))")
        if height > size[1]:  # what is out of sight is not drawn
            page.set_viewport_size({"width": size[0], "height": min(height, _TALLEST)})
            _until_quiet(page)
        _refuse_holes(page, refused, broken)
        return bytes(page.screenshot(full_page=True))
    except Error as error:
        raise NotComputed(f"o navegador não abriu a página ({error.message.splitlines()[0]})") from error
    finally:
        page.close()


def _open(page: Any, address: str) -> None:
    from playwright.sync_api import TimeoutError as TookTooLong

    answer = page.goto(address, wait_until="domcontentloaded", timeout=_OPEN_S * 1000)
    if answer is None or answer.status >= 400 or "/login" in page.url:
        raise NotComputed("o dono do relatório não pode ver este painel ou gráfico")
    try:
        page.wait_for_selector(_HOLDERS, timeout=_OPEN_S * 1000)
    except TookTooLong as error:
        raise NotComputed("o painel não abriu para o dono do relatório, ou não tem gráficos") from error


def _until_quiet(page: Any) -> None:
    """Wait until nothing is loading for two seconds."""
    quiet, deadline = 0, time.monotonic() + _COMPUTE_S
    while quiet < 4:
        if time.monotonic() > deadline:
            raise NotComputed(f"os números não ficaram prontos em {_COMPUTE_S} segundos")
        quiet = quiet + 1 if page.locator(SPINNERS).count() == 0 else 0
        page.wait_for_timeout(500)


def _refuse_holes(page: Any, refused: Sequence[Any], broken: Sequence[Any]) -> None:
    for answer in refused:
        raise NotComputed(f"{_chart(answer.request)} não pôde ser calculado ({_reason(answer)})")
    for request in broken:
        if request.failure != "net::ERR_ABORTED":  # by the page itself, which then asks anew
            raise NotComputed(f"{_chart(request)} não recebeu resposta do servidor")
    for text in page.locator(_ALERTS).all_inner_texts():
        raise NotComputed(f"a página mostra um erro ({' '.join(text.split())[:_LONGEST]})")


def _is_data(exchanged: Any) -> bool:
    return any(path in exchanged.url for path in _DATA)


def _chart(request: Any) -> str:
    from superset import db
    from superset.models.slice import Slice

    number = re.search(rb'"slice_id":\s*(\d+)', request.post_data_buffer or b"")
    chart = db.session.get(Slice, int(number[1])) if number else None
    return f"o gráfico «{chart.slice_name}»" if chart else "um filtro ou gráfico"


def _reason(answer: Any) -> str:
    is_json = "json" in answer.headers.get("content-type", "")
    return reason_of(answer.json() if is_json else None, answer.status)


def reason_of(body: Any, status: int) -> str:
    """Return what Superset says of a question that it refused, in one line."""
    said = body if isinstance(body, dict) else {}
    texts = [
        said.get("message"),
        *((entry or {}).get("message") for entry in said.get("errors") or []),
        said.get("error"),
    ]
    text = next((" ".join(str(text).split()) for text in texts if text), f"código {status}")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
