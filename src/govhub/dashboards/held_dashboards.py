"""What Superset holds of a dashboard, as its file says it: the inverse of the import.

In the file charts have numbers of its own, from 1, and filters name datasets and not their numbers; what follows from
the rest (the charts that a filter reaches, the colours in use) is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from govhub.dashboards.held_charts import with_values
from govhub.dashboards.layout import chart_nodes
from govhub.dashboards.merging import blank, by_id, rewritten, same

_KEYS = ("dashboard_title", "description", "css", "certified_by", "certification_details", "published", "theme_uuid")
_NEW_KEYS = ("dashboard_title", "description", "css", "slug", "published", "uuid", "version")
_COMPUTED = frozenset(
    {
        "positions", "color_scheme_domain", "map_label_colors", "shared_label_colors", "default_filters", "filter_scopes",
        "show_native_filters", "native_filter_migration",
    }
)  # fmt: skip
_IN_SCOPE = ("chartsInScope", "tabsInScope")
_FILTER_DEFAULTS = {"creatable": True, "time_range": "No filter"}
_METADATA_DEFAULTS = {"cross_filters_enabled": True, "refresh_frequency": 0}
_ORPHAN_ROW = re.compile(r"ROW-N-[A-Z0-9]{8}")


def dashboard_document(held: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of a dashboard that has a file; `old` is what the file has now."""
    # A dashboard made in the browser may have no address there; the file's stays.
    document = with_values(old, {**{key: held.get(key) for key in _KEYS}, "slug": held.get("slug") or old["slug"]})
    position, numbers = _renumbered(held["position"], old["position"])
    document["position"] = rewritten(old["position"], with_parents(position))
    document["metadata"] = _metadata(held.get("metadata") or {}, old["metadata"], numbers)
    return document


def new_dashboard_document(held: Mapping[str, Any], slug: str) -> dict[str, Any]:
    """Return the document of a dashboard that has no file yet."""
    named = {**dict.fromkeys(_NEW_KEYS), "uuid": held["uuid"], "version": held["version"]}
    return dashboard_document(
        held, {**named, "slug": slug, "is_managed_externally": True, "position": {}, "metadata": {}}
    )


def with_parents(position: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout in which every piece names those above it, from the root down, as its `children` say."""
    above = {
        child: key for key, node in position.items() if isinstance(node, dict) for child in node.get("children") or ()
    }
    layout: dict[str, Any] = {}
    for key, node in position.items():
        parents: list[str] = []
        while (parents[0] if parents else key) in above and len(parents) < len(position):
            parents.insert(0, above[parents[0] if parents else key])
        layout[key] = {**node, "parents": parents} if isinstance(node, dict) and parents else node
    return layout


def _renumbered(held: Mapping[str, Any], old: Mapping[str, Any]) -> tuple[dict[str, Any], dict[int, int]]:
    """Return the layout with the file's numbers, and those by Superset's; a new chart has the next one."""
    position = _named_orphans(held)
    known = {node["meta"]["uuid"]: node["meta"]["chartId"] for node in chart_nodes(old)}
    following = max(known.values(), default=0)
    numbers: dict[int, int] = {}
    for node in chart_nodes(position):
        uuid, number = node["meta"]["uuid"], node["meta"]["chartId"]
        if uuid not in known:
            following += 1
            known[uuid] = following
        numbers[number] = known[uuid]
        position[node["id"]] = {**node, "meta": {**node["meta"], "chartId": known[uuid]}}
    return position, numbers


def _named_orphans(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout in which charts that have no place yet, to which the export gives random names, have lasting ones."""
    position = dict(held)
    for row in [key for key in held if _ORPHAN_ROW.fullmatch(key)]:
        node = position.pop(row)
        charts = sorted((position.pop(child) for child in node["children"]), key=lambda it: str(it["meta"]["uuid"]))
        name = f"ROW-N-{charts[0]['meta']['uuid'][:8]}"
        for parent, above in list(position.items()):
            if isinstance(above, dict) and row in (above.get("children") or ()):
                position[parent] = {**above, "children": [name if it == row else it for it in above["children"]]}
        named = [{**chart, "id": f"CHART-{chart['meta']['uuid'][:8]}"} for chart in charts]
        meta = {key: value for key, value in node["meta"].items() if key != "0"}
        position[name] = {**node, "id": name, "children": [chart["id"] for chart in named], "meta": meta}
        position |= {chart["id"]: chart for chart in named}
    return position


def _metadata(held: Mapping[str, Any], old: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    taken = {key: value for key, value in held.items() if key in old or key not in _COMPUTED}
    for key in set(_COMPUTED) & set(old):
        taken[key] = old[key]
    former = by_id(old.get("native_filter_configuration") or ())
    taken["native_filter_configuration"] = [
        _filter(entry, former.get(entry["id"]), numbers) for entry in held.get("native_filter_configuration") or ()
    ]
    taken["chart_configuration"] = {
        str(numbers[int(number)]): _chart_scope(entry, numbers)
        for number, entry in (held.get("chart_configuration") or {}).items()
        if int(number) in numbers and not _is_global(entry)
    }
    taken["global_chart_configuration"] = _scoped(
        {**(held.get("global_chart_configuration") or {}), **_in_scope(old.get("global_chart_configuration") or {})},
        numbers,
    )
    taken["expanded_slices"] = {
        str(numbers[int(number)]): value
        for number, value in (held.get("expanded_slices") or {}).items()
        if int(number) in numbers
    }
    taken["timed_refresh_immune_slices"] = _numbered(held.get("timed_refresh_immune_slices") or (), numbers)
    said = {
        key: value
        for key, value in taken.items()
        if key in old or not (blank(value) or same(value, _METADATA_DEFAULTS.get(key)) or _is_all(key, value))
    }
    kept = {key: value for key, value in old.items() if key not in said and blank(value)}
    merged: dict[str, Any] = rewritten(old, said | kept)
    return merged


def _filter(entry: Mapping[str, Any], old: Mapping[str, Any] | None, numbers: Mapping[int, int]) -> dict[str, Any]:
    """Return a filter without what follows from the rest, and, if it was there, without the defaults that it lacked."""
    taken = _scoped({key: value for key, value in entry.items() if key not in _IN_SCOPE}, numbers)
    if old is None:
        return taken
    if sorted(_excluded(taken)) == sorted(_excluded(old)):  # the page has an order of its own
        taken["scope"] = {**taken["scope"], "excluded": _excluded(old)}
    for key in ("controlValues", "defaultDataMask"):
        if isinstance(taken.get(key), dict) and isinstance(old.get(key), dict):
            taken[key] = _said(taken[key], old[key])
    return _said(taken, old)


def _excluded(entry: Mapping[str, Any]) -> list[int]:
    return list((entry.get("scope") or {}).get("excluded") or ())


def _said(taken: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        key: value
        for key, value in taken.items()
        if key in old or not (blank(value) or value is False or same(value, _FILTER_DEFAULTS.get(key)))
    }
    return said | {key: value for key, value in old.items() if key not in taken and (blank(value) or value is False)}


def _scoped(entry: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    """Return something that has a scope, with the file's numbers of the charts that the scope leaves out."""
    scope = entry.get("scope")
    if not isinstance(scope, dict) or "excluded" not in scope:
        return dict(entry)
    return {**entry, "scope": {**scope, "excluded": _numbered(scope["excluded"] or (), numbers)}}


def _chart_scope(entry: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    filters = {key: value for key, value in entry["crossFilters"].items() if key not in _IN_SCOPE}
    return {
        **entry,
        "id": numbers[int(entry["id"])],
        "crossFilters": {**_scoped(filters, numbers), "chartsInScope": []},
    }


def _is_global(entry: Any) -> bool:
    return not isinstance(entry, dict) or entry.get("crossFilters", {}).get("scope", "global") == "global"


def _is_all(key: str, value: Any) -> bool:
    """Return whether the scope of cross filters is everything, as it is without being said."""
    return key == "global_chart_configuration" and blank((value.get("scope") or {}).get("excluded"))


def _in_scope(old: Mapping[str, Any]) -> dict[str, Any]:
    return {"chartsInScope": old.get("chartsInScope", [])}


def _numbered(excluded: Iterable[int], numbers: Mapping[int, int]) -> list[int]:
    return [numbers[number] for number in excluded if number in numbers]
