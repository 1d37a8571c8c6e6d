"""The system's Chromium, driven by Playwright: no browser of its own is ever downloaded."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any
from urllib.parse import urlparse

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
SPINNERS = "[data-test='loading-indicator'], .loading"


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def chromium() -> str:
    """Return the program.

    Raises: NoBrowser.
    """
    given = os.environ.get("SUPERSET_CHROMIUM", "")
    found = given or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        raise NoBrowser("o Chromium não está instalado (pacote chromium), ou indique-o em SUPERSET_CHROMIUM")
    return found


def authenticate(context: Any, user: Any) -> Any:
    """Give a browser the session of a user; Superset's own way sets a cookie for an address with a port, which is none."""
    from flask import current_app
    from superset.extensions import machine_auth_provider_factory

    address = urlparse(current_app.config["WEBDRIVER_BASEURL"])
    cookies = machine_auth_provider_factory.instance.get_auth_cookies(user)
    place = {"url": f"{address.scheme}://{address.netloc}", "httpOnly": True, "sameSite": "Lax"}
    context.add_cookies([{"name": name, "value": value, **place} for name, value in cookies.items()])
    return context


def until_quiet(page: Any, seconds: float = 90) -> None:
    """Wait until no chart of a dashboard is loading any more."""
    page.wait_for_selector(".dashboard-component-chart-holder", timeout=seconds * 1000)
    quiet, deadline = 0, time.monotonic() + seconds
    while quiet < 4 and time.monotonic() < deadline:
        quiet = quiet + 1 if page.locator(SPINNERS).count() == 0 else 0
        page.wait_for_timeout(500)
