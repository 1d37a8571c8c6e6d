"""What dashboards ask when they open, captured from a browser, and whether it is still what they ask."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govhub.dashboards.documents import read_document
from govhub.dashboards.scripts import run_script
from govhub.settings import Settings

# How a chart looks; what is left says what it asks.
_LOOKS = re.compile(
    r"format|colou?r|legend|label|font|show_|title|subtitle|radius|margin|tooltip|zoom|marker|opacity|angle|align|"
    r"column_config|conditional|rotation|donut|bounds|truncate|header|area|axis_bound|stack|sort_series|annotation|"
    r"page_length|include_search|search|table_timestamp|cell_bars|link|rearrange"
)


def capture_questions(settings: Settings, slugs: Sequence[str] = ()) -> dict[str, int]:
    """Open dashboards in a browser and keep what they ask in dashboards/queries/; return how many questions each has.

    Without slugs all dashboards are captured, and files of dashboards that are gone are removed.
    Raises: ConfigurationError when Superset or Chromium is not there.
    """
    known = {dashboard["slug"]: dashboard for dashboard in _documents(settings.project_dir, "dashboards").values()}
    chosen = [slug for slug in known if not slugs or slug in slugs]
    asked = json.loads(run_script(settings, "capturing", chosen, "As consultas não foram capturadas"))
    folder = _folder(settings.project_dir)
    folder.mkdir(exist_ok=True)
    signatures = question_signatures(settings.project_dir)
    for slug, questions in asked.items():
        (folder / f"{slug}.json").write_text(_text(slug, questions, signatures[slug]), encoding="utf-8")
    if not slugs:
        for file in folder.glob("*.json"):
            if file.stem not in known:
                file.unlink()
    return {slug: len(questions) for slug, questions in asked.items()}


def outdated_questions(project_dir: Path) -> list[str]:
    """Return the charts and dashboards that ask otherwise than when they were captured."""
    outdated = []
    for slug, now in question_signatures(project_dir).items():
        file = _folder(project_dir) / f"{slug}.json"
        captured = json.loads(file.read_text(encoding="utf-8"))["signatures"] if file.exists() else {}
        outdated += [f"{slug}/{part}" for part in sorted(now) if captured.get(part) != now[part]]
    return outdated


def question_signatures(project_dir: Path) -> dict[str, dict[str, str]]:
    """Return, by dashboard, a short digest of its filters and of what each of its charts asks."""
    charts = {chart["uuid"]: chart for chart in _documents(project_dir, "charts").values()}
    found = {}
    for dashboard in _documents(project_dir, "dashboards").values():
        nodes = [node for node in dashboard["position"].values() if isinstance(node, dict)]
        placed = sorted({node["meta"]["uuid"] for node in nodes if node.get("type") == "CHART"} & set(charts))
        filters = dashboard["metadata"].get("native_filter_configuration", [])
        found[dashboard["slug"]] = {"filtros": _digest(filters)} | {
            identity: _chart_signature(charts[identity]) for identity in placed
        }
    return found


def _chart_signature(chart: Mapping[str, Any]) -> str:
    asking = {key: value for key, value in chart["params"].items() if not _LOOKS.search(key)}
    return _digest([chart["dataset_uuid"], chart["viz_type"], asking])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _text(slug: str, questions: list[dict[str, Any]], signatures: dict[str, str]) -> str:
    """One question per line, in an order of their own, so that only what changed differs."""
    lines = {json.dumps(question, sort_keys=True, ensure_ascii=False) for question in questions}
    ordered = sorted(lines, key=lambda line: ((it := json.loads(line))["chart"] or "", it["filter"] or "", line))
    signed = ",\n".join(f"  {json.dumps(key)}: {json.dumps(signatures[key])}" for key in sorted(signatures))
    body = ",\n".join(f"  {line}" for line in ordered)
    return f'{{\n "dashboard": "{slug}",\n "signatures": {{\n{signed}\n }},\n "questions": [\n{body}\n ]\n}}\n'


def _documents(project_dir: Path, kind: str) -> dict[Path, dict[str, Any]]:
    files = sorted((project_dir / "dashboards" / "assets" / kind).rglob("*.yaml"))
    return {file: read_document(file) for file in files}


def _folder(project_dir: Path) -> Path:
    return project_dir / "dashboards" / "queries"
