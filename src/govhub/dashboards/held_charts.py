"""What Superset holds of a chart, as its file says it: the inverse of the import.

A document of Superset's own export has numbers of its installation, and defaults that the editor's page added. The file
has none of them; where nothing else differs, the document is returned as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govhub.dashboards.controls import OWN_KEYS, Untouched
from govhub.dashboards.merging import blank, rewritten, same

_KEYS = (
    "slice_name",
    "description",
    "certified_by",
    "certification_details",
    "viz_type",
    "cache_timeout",
    "dataset_uuid",
)
_NEW_KEYS = ("slice_name", "description", "viz_type", "params", "query_context", "cache_timeout", "uuid", "version")
# What the page writes into a chart's filter besides what it filters.
_FILTER_MARKS = frozenset(
    {"filterOptionName", "operatorId", "isExtra", "isNew", "datasourceWarning", "sqlExpression", "isUserSupplied"}
)
_ALL_TIME = "No filter"


def chart_document(held: Mapping[str, Any], old: Mapping[str, Any], page: Untouched) -> dict[str, Any]:
    """Return the document of a chart that has a file; `old` is what the file has now."""
    params = chart_params(held.get("params") or {}, old["params"], page)
    document = with_values(old, {key: held.get(key) for key in _KEYS})
    document["params"] = params
    if document.get("query_context") and not same(params, old["params"]):
        document["query_context"] = None  # Superset makes it of the parameters
    return document


def new_chart_document(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of a chart that has no file yet: all that the page saved, since nobody said less."""
    params = held.get("params") or {}
    divided = params.get("matrixify_enable")
    noise = Untouched({key: value for key, value in params.items() if key.startswith("matrixify_") and not divided})
    document = {**dict.fromkeys(_NEW_KEYS), "dataset_uuid": None, "is_managed_externally": True}
    document |= {key: held[key] for key in ("uuid", "version")}
    document = with_values(document, {key: held.get(key) for key in _KEYS})
    return document | {"params": {"viz_type": held["viz_type"]} | chart_params(params, {}, noise)}


def chart_params(held: Mapping[str, Any], old: Mapping[str, Any], page: Untouched) -> dict[str, Any]:
    """Return a chart's parameters without what is the page's work and not a person's."""
    taken = {key: value for key, value in held.items() if key not in OWN_KEYS}
    for key in [key for key in taken if key.startswith("adhoc_filters")]:
        taken[key] = _filters(taken[key] or [], old.get(key) or [])
    for key, value in list(taken.items()):
        if key in old:
            former, made = page.changed.get(key, (None, None))
            if key in page.changed and same(old[key], former) and same(value, made):
                taken[key] = old[key]
        elif same(value, page.added[key]) if key in page.added else blank(value):
            del taken[key]
    kept = {key: value for key, value in old.items() if key not in taken and (key in page.forgotten or blank(value))}
    merged: dict[str, Any] = rewritten(old, taken | kept)
    return merged


def with_values(old: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with these values; one that says nothing is the same as none."""
    said = {
        key: value
        for key, value in values.items()
        if not same(value, old.get(key)) and not (blank(value) and blank(old.get(key)))
    }
    return {**old, **said}


def _filters(held: list[Any], old: list[Any]) -> list[Any]:
    """Return a chart's filters without the one over all time that the page adds, and without its marks."""
    marks = _FILTER_MARKS - {key for entry in old for key in entry}
    wanted = {entry.get("subject") for entry in old if _is_all_time(entry)}
    chosen = [entry for entry in held if not _is_all_time(entry) or entry.get("subject") in wanted]
    return [
        {key: value for key, value in entry.items() if key not in marks or (key == "sqlExpression" and value)}
        for entry in chosen
    ]


def _is_all_time(entry: Mapping[str, Any]) -> bool:
    return entry.get("operator") == "TEMPORAL_RANGE" and entry.get("comparator") == _ALL_TIME
