"""Opens every dashboard in a browser and keeps what its page asks: the questions of dashboards/queries/.

Needs the web server. The last line of standard output is the questions as JSON, by dashboard.
"""

from __future__ import annotations

import json
import os
import sys
from email.message import Message
from email.parser import BytesParser
from typing import Any

from superset.app import create_app

from browsing import FLAGS, NoBrowser, authenticate, chromium, until_quiet
from identities import numbers_of
from questions import kept_question

_PATHS = ("/api/v1/chart/data", "/superset/explore_json/")
_TALL = {"width": 1600, "height": 8000}  # what is out of sight is not asked


def main(slugs: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the questions of each dashboard."""
    from playwright.sync_api import sync_playwright

    with create_app().app_context(), sync_playwright() as playwright:
        from flask import current_app
        from superset import security_manager

        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport=_TALL, locale="pt-BR")
        authenticate(context, security_manager.find_user(os.environ["SUPERSET_ADMIN_USERNAME"]))
        try:
            return {slug: _questions(context, current_app.config["WEBDRIVER_BASEURL"], slug) for slug in slugs}
        finally:
            browser.close()


def _questions(context: Any, base: str, slug: str) -> list[dict[str, Any]]:
    numbers = numbers_of(slug)
    if numbers is None:
        raise LookupError(f"o painel {slug} não está no Superset; rode `govhub dashboards apply`")
    asked: list[tuple[str, dict[str, Any]]] = []
    answers: list[Any] = []
    page = context.new_page()
    page.on("request", lambda request: _note(request, asked))
    page.on("response", lambda answer: answers.append(answer) if _PATHS[0] in answer.url else None)
    page.goto(f"{base.rstrip('/')}/superset/dashboard/{slug}/")
    until_quiet(page)
    _open_tabs(page)
    known = {
        "charts": {number: identity for identity, number in numbers["charts"].items()},
        "datasets": {number: identity for identity, number in numbers["datasets"].items()},
        "first": _first_items(json.loads(numbers["metadata"] or "{}"), answers),
    }
    page.close()
    return [kept_question(path, body, known) for path, body in asked]


def _open_tabs(page: Any) -> None:
    """Open every tab, also those inside of others, since charts are asked only when seen."""
    opened: set[str] = set()
    while True:
        tabs = page.locator(".dashboard-component-tabs [role=tab]").all()
        closed = [tab for tab in tabs if tab.is_visible() and tab.get_attribute("id") not in opened]
        if not closed:
            return
        opened.add(closed[0].get_attribute("id"))
        closed[0].click()
        page.wait_for_timeout(500)
        until_quiet(page)


def _note(request: Any, asked: list[tuple[str, dict[str, Any]]]) -> None:
    path = next((path for path in _PATHS if path in request.url), None)
    if path is None or request.method != "POST":
        return
    content_type = request.headers.get("content-type", "")
    if "json" in content_type:
        asked.append((path, json.loads(request.post_data_buffer)))
        return
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts: Message = BytesParser().parsebytes(head + request.post_data_buffer)
    forms = [part for part in parts.walk() if part.get_param("name", header="content-disposition") == "form_data"]
    asked += [(path, json.loads(form.get_payload(decode=True))) for form in forms]


def _first_items(metadata: dict[str, Any], answers: list[Any]) -> dict[str, dict[str, Any]]:
    """Return, for the filters that start at their first item, their column and the item that the page took."""
    taking = {
        entry["id"]: entry["targets"][0]["column"]["name"]
        for entry in metadata.get("native_filter_configuration", [])
        if entry.get("controlValues", {}).get("defaultToFirstItem") and entry.get("targets", [{}])[0]
    }
    found = {}
    for answer in answers:
        name = json.loads(answer.request.post_data_buffer).get("form_data", {}).get("native_filter_id")
        if name in taking and name not in found and answer.ok:
            rows = answer.json()["result"][0]["data"]
            if rows:
                found[name] = {"column": taking[name], "value": rows[0][taking[name]]}
    return found


if __name__ == "__main__":
    try:
        print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))  # noqa: T201
    except (NoBrowser, LookupError) as error:
        print(error.args[0])  # noqa: T201
        sys.exit(1)
