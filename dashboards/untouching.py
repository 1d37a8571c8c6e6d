"""Opens charts in the browser's editor and tells what its page would save of each one that nobody touched.

Only the page's JavaScript knows: it adds every control's default to what a file says, and forgets what it has no control
for. Needs the web server. The last line of standard output is the parameters as JSON, by the chart's identity.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from superset.app import create_app

from browsing import FLAGS, NoBrowser, authenticate, chromium

_WAIT_MS = 30_000
_QUIET_MS = 1_500


def main(identities: list[str]) -> dict[str, dict[str, Any]]:
    """Return the parameters of each chart; those that did not open are missing."""
    from playwright.sync_api import sync_playwright

    with create_app().app_context(), sync_playwright() as playwright:
        from flask import current_app
        from superset import db, security_manager
        from superset.models.slice import Slice

        numbers = {str(identity): number for number, identity in db.session.query(Slice.id, Slice.uuid)}
        db.session.commit()
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1600, "height": 1200}, locale="pt-BR")
        authenticate(context, security_manager.find_user(os.environ["SUPERSET_ADMIN_USERNAME"]))
        base = current_app.config["WEBDRIVER_BASEURL"].rstrip("/")
        try:
            opened = {
                identity: _untouched(context, f"{base}/explore/?slice_id={numbers[identity]}")
                for identity in identities
                if identity in numbers
            }
        finally:
            browser.close()
    return {identity: form for identity, form in opened.items() if form is not None}


def _untouched(context: Any, address: str) -> dict[str, Any] | None:
    """Press «save» and keep what would be saved; nothing is, not even the query that the page stores by itself."""
    from playwright.sync_api import Error

    page = context.new_page()
    page.route("**/api/v1/chart/*", _reading_only)
    try:
        page.goto(address)
        save = page.locator("[data-test='query-save-button']:enabled")
        save.wait_for(timeout=_WAIT_MS)
        page.wait_for_timeout(_QUIET_MS)
        if page.locator("[data-test='antd-modal']").is_visible():  # it asks whether to filter by the axis: no
            page.keyboard.press("Escape")
        looks = page.locator("#controlSections-tab-CUSTOMIZE")
        if looks.count():  # only then the page forgets the controls that it hides
            looks.click()
            page.wait_for_timeout(_QUIET_MS)
        save.click()
        page.locator("[data-test='save-overwrite-radio']").check(timeout=_WAIT_MS)
        # Not closed before it failed: a page that closes lets go what was held back.
        with page.expect_event("requestfailed", lambda it: bool(_params(it)), timeout=_WAIT_MS) as saved:
            page.locator("[data-test='btn-modal-save']").click()
        return _params(saved.value)
    except Error as error:
        print(f"{address}: {error}", file=sys.stderr)  # noqa: T201
        return None
    finally:
        page.close()


def _reading_only(route: Any) -> None:
    if route.request.method == "PUT":
        route.abort()
    else:
        route.continue_()


def _params(request: Any) -> dict[str, Any] | None:
    if request.method != "PUT" or "/api/v1/chart/" not in request.url:
        return None
    params: dict[str, Any] = json.loads(json.loads(request.post_data or "{}").get("params") or "{}")
    return params or None


if __name__ == "__main__":
    try:
        print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))  # noqa: T201
    except NoBrowser as error:
        print(error.args[0])  # noqa: T201
        sys.exit(1)
