"""What Superset's export says of a file after its import, as was seen with the real one (tests/e2e/test_keeping.py)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.settings import Settings

Held = dict[str, list[dict[str, Any]]]
CHART = "charts/contratos/carteira_por_situacao.yaml"
DASHBOARD = "dashboards/contratos.yaml"
FIRST = 5001  # the numbers of an installation are its own


def read(folder: Path) -> dict[Path, dict[str, Any]]:
    return {file: read_document(file) for file in sorted(folder.rglob("*.yaml"))}


def held_project(project: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of everything."""
    assets = project / "dashboards" / "assets"
    charts = list(read(assets / "charts").values())
    numbers = {chart["uuid"]: FIRST + place for place, chart in enumerate(charts)}
    return {
        "charts": [held_chart(chart, numbers) for chart in charts],
        "dashboards": [held_dashboard(dashboard, numbers) for dashboard in read(assets / "dashboards").values()],
        "datasets": [held_dataset(dataset) for dataset in read(assets / "datasets").values()],
    }


def held_chart(chart: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    own = {"datasource": "7__table", "slice_id": numbers[chart["uuid"]]}
    params = {"annotation_layers": [], **chart["params"], **own}
    held = {key: value for key, value in chart.items() if key != "is_managed_externally"}
    return deepcopy({**held, "params": params, "query_context": "{}", "certified_by": None})


def held_dashboard(dashboard: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return it as after a save in the browser: sorted, with what the page computes."""
    held = deepcopy({key: value for key, value in dashboard.items() if key != "is_managed_externally"})
    own: dict[int, int] = {}
    for node in held["position"].values():
        if isinstance(node, dict) and node["type"] == "CHART":
            own[node["meta"]["chartId"]] = numbers[node["meta"]["uuid"]]
            node["meta"]["chartId"] = numbers[node["meta"]["uuid"]]
    held["position"] = {
        key: dict(sorted(node.items())) if isinstance(node, dict) else node
        for key, node in sorted(held["position"].items())
    }
    for entry in held["metadata"]["native_filter_configuration"]:
        excluded = entry["scope"].get("excluded", [])
        entry["scope"]["excluded"] = sorted((own[number] for number in excluded), reverse=True)
        entry |= {"chartsInScope": sorted(own.values()), "tabsInScope": [], "sortMetric": None}
        entry["controlValues"]["creatable"] = True
    everything = {"crossFilters": {"scope": "global", "chartsInScope": sorted(own.values())}}
    held["metadata"] |= {
        "chart_configuration": {str(number): deepcopy({"id": number, **everything}) for number in own.values()},
        "color_scheme_domain": ["#1351B4"],
        "map_label_colors": {"Pago": "#1351B4"},
        "shared_label_colors": ["Pago"],
        "default_filters": "{}",
        "chart_customization_config": [],
    }
    held["metadata"]["global_chart_configuration"]["chartsInScope"] = sorted(own.values())
    return held | {"theme_uuid": None, "certified_by": "", "certification_details": ""}


def held_dataset(dataset: Mapping[str, Any]) -> dict[str, Any]:
    held = deepcopy(dict(dataset))
    for entry in (*held["columns"], *held["metrics"]):
        entry |= {"extra": None, "warning_text": None}
    return held


def asset(settings: Settings, name: str) -> Path:
    return settings.project_dir / "dashboards" / "assets" / name


def texts(settings: Settings) -> dict[str, str]:
    root = asset(settings, "")
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.yaml")}


def difference(settings: Settings, before: dict[str, str]) -> dict[str, list[str]]:
    """Return the lines that went and came, by file."""
    found = {}
    for name, text in texts(settings).items():
        lines = difflib.unified_diff(before.get(name, "").splitlines(), text.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        if changed:
            found[name] = changed
    return found


def of_file(settings: Settings, held: Held, name: str) -> dict[str, Any]:
    """Return what Superset holds of a file."""
    uuid = read(asset(settings, name).parent)[asset(settings, name)]["uuid"]
    return next(it for it in held[name.split("/")[0]] if it["uuid"] == uuid)
