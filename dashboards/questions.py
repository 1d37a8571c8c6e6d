"""What a dashboard asks when it opens, as its page asks it: kept in dashboards/queries/, one file per dashboard.

Only the page's JavaScript knows how a chart becomes a query. So it is asked once, by `govhub dashboards capture`, and
what it sent is kept with identities in the place of numbers; `govhub dashboards warm` asks the same again.
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

# What the server reads of the form besides the queries; the rest is how a chart looks.
_FORM_KEYS = ("viz_type", "x_axis", "server_pagination", "tooltip_contents", "currency_format", "native_filter_id")
_LEGACY_DROPPED = (
    "datasource",
    "slice_id",
    "chart_id",
    "dashboardId",
    "label_colors",
    "shared_label_colors",
    "map_label_colors",
)
FIRST = "primeiro_item_de"


def kept_question(path: str, body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a request as it is kept: `known` maps numbers of charts and datasets to their identities.

    A value that the page took from a filter because it came first is kept as a reference to that filter.
    """
    form = body if path.endswith("explore_json/") else body.get("form_data", {})
    number = body["datasource"]["id"] if "queries" in body else int(str(body["datasource"]).split("__")[0])
    question = {
        "chart": known["charts"].get(form.get("slice_id")),
        "filter": form.get("native_filter_id"),
        "dataset": known["datasets"][number],
        "path": path,
    }
    if "queries" not in body:
        legacy = {key: value for key, value in body.items() if key not in _LEGACY_DROPPED and value not in ({}, [])}
        return {**question, "body": {key: value for key, value in legacy.items() if not key.startswith("matrixify")}}
    kept_form = {key: form[key] for key in _FORM_KEYS if form.get(key)}
    queries = [_referring(query, known["first"]) for query in body["queries"]]
    return {**question, "body": {**body, "datasource": None, "form_data": kept_form, "queries": queries}}


def asked_question(question: dict[str, Any], numbers: dict[str, Any], first: dict[str, Any]) -> dict[str, Any] | None:
    """Return the request of a kept question in this installation, null when what it needs is not here."""
    dataset, chart = numbers["datasets"].get(question["dataset"]), numbers["charts"].get(question["chart"])
    if dataset is None or (question["chart"] and chart is None):
        return None
    ids = {"dashboardId": numbers["dashboard"], "datasource": f"{dataset}__table"}
    if chart is not None:
        ids |= {"slice_id": chart, "chart_id": chart}
    body: dict[str, Any] = deepcopy(question["body"])
    if "queries" not in body:
        return {**body, **ids}
    body["datasource"] = {"id": dataset, "type": "table"}
    body["form_data"] = {**body["form_data"], **ids}
    for entry in (entry for query in body["queries"] for entry in query.get("filters", [])):
        if isinstance(entry.get("val"), dict):
            value = first.get(entry["val"][FIRST])
            if value is None:
                return None
            entry["val"] = [value]
    return body


def read_questions(folder: Path) -> list[dict[str, Any]]:
    """Return the kept questions of every dashboard."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def _referring(query: dict[str, Any], first: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Replace values that came from the first item of a filter, and leave out what is of that visit alone."""
    changed = deepcopy(query)
    if "native_filters_key" in changed.get("url_params", {}):
        del changed["url_params"]["native_filters_key"]
    for entry in changed.get("filters", []):
        for name, known in first.items():
            if entry.get("op") == "IN" and entry.get("col") == known["column"] and entry.get("val") == [known["value"]]:
                entry["val"] = {FIRST: name}
    return changed
