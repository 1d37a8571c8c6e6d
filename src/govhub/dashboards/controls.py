"""What the editor's page makes of a chart that nobody touched, kept in dashboards/controls.json.

It adds the default of every control and forgets what it has no control for, or one that it hides. With it a chart that
was saved in the browser can be told from one that was changed there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.dashboards.merging import same
from govhub.dashboards.scripts import run_script
from govhub.settings import Settings

_TIMEOUT_S = 3600.0  # some seconds for each chart

# What is only of one installation, or of one opening of the page.
OWN_KEYS = frozenset(
    {
        "datasource", "slice_id", "dashboards", "url_params", "temporal_columns_lookup", "dashboardId", "form_data_key",
        "force", "result_format", "result_type", "include_time",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Untouched:
    """What the page saves of an untouched chart: keys that it adds, or writes another way, and those that it forgets."""

    added: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # what the file had, what the page makes of it
    forgotten: frozenset[str] = frozenset()


def read_controls(project_dir: Path) -> dict[str, Any]:
    """Return the kept table; an empty one when there is none."""
    file = _file(project_dir)
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {"types": table.get("types", {}), "charts": table.get("charts", {})}


def capture_controls(settings: Settings) -> int:
    """Open every chart in the editor and keep what its page makes of it; return how many charts were opened.

    Raises: ConfigurationError when Superset or Chromium is not there.
    """
    folder = settings.project_dir / "dashboards" / "assets" / "charts"
    charts = [read_document(file) for file in sorted(folder.rglob("*.yaml"))]
    identities = [chart["uuid"] for chart in charts]
    saved = json.loads(run_script(settings, "untouching", identities, "Os controles não foram capturados", _TIMEOUT_S))
    text = json.dumps(control_table(charts, saved), ensure_ascii=False, indent=1, sort_keys=True)
    _file(settings.project_dir).write_text(text + "\n", encoding="utf-8")
    return len(saved)


def untouched(table: Mapping[str, Any], chart: Mapping[str, Any]) -> Untouched:
    """Return what the page makes of a chart: what it makes of its type, but for what of this one is otherwise."""
    kind, own = table["types"].get(chart["viz_type"], {}), table["charts"].get(chart["uuid"], {})
    return Untouched(
        {**kind.get("added", {}), **own.get("added", {})},
        own.get("changed", {}),
        frozenset(own.get("forgotten", kind.get("forgotten", ()))),
    )


def control_table(charts: Iterable[Mapping[str, Any]], saved: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the table made of the charts' files and of what the page saved of each, by identity.

    Of a type is the value that most of its charts have, and all keys that any of them loses; a chart's own is the rest.
    """
    types: dict[str, dict[str, Any]] = {}
    made = {
        chart["uuid"]: (chart["viz_type"], _made(chart["params"], saved[chart["uuid"]]))
        for chart in charts
        if chart["uuid"] in saved
    }
    for kind in sorted({kind for kind, _ in made.values()}):
        types[kind] = _common([one for other, one in made.values() if other == kind])
    own = {uuid: _own(one, types[kind]) for uuid, (kind, one) in made.items()}
    return {"types": types, "charts": {uuid: one for uuid, one in own.items() if one}}


def _made(params: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: value for key, value in saved.items() if key not in OWN_KEYS and key != "adhoc_filters"}
    return {
        "added": {key: value for key, value in values.items() if key not in params},
        "changed": {
            key: [params[key], value] for key, value in values.items() if key in params and not same(params[key], value)
        },
        "forgotten": sorted(set(params) - set(saved) - OWN_KEYS),
    }


def _common(made: list[dict[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Counter[str]] = {}
    for one in made:
        for key, value in one["added"].items():
            seen.setdefault(key, Counter())[json.dumps(value, sort_keys=True)] += 1
    added = {key: json.loads(counter.most_common(1)[0][0]) for key, counter in sorted(seen.items())}
    return {"added": added, "forgotten": sorted({key for one in made for key in one["forgotten"]})}


def _own(made: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    added = {key: value for key, value in made["added"].items() if not same(common["added"][key], value)}
    forgotten = {"forgotten": made["forgotten"]} if made["forgotten"] != common["forgotten"] else {}
    return {key: value for key, value in (("added", added), ("changed", made["changed"])) if value} | forgotten


def _file(project_dir: Path) -> Path:
    return project_dir / "dashboards" / "controls.json"
