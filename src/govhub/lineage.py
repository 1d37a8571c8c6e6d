"""OpenLineage events of a dbt run: which tables made which, told to a catalog such as Marquez, or kept in a file.

Made from dbt's artifacts: names of tables and outcomes only, never SQL or values.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from govhub.settings import Settings
from govhub.warehouse.address import engine_name
from govhub.warehouse.connection import server_of

logger = logging.getLogger(__name__)

_PRODUCER = "https://github.com/gov-hub-br"
_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_JOB_TYPE = "https://openlineage.io/spec/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet"
_STATES = {"success": "COMPLETE", "error": "FAIL"}
_BUILT = ("model", "snapshot", "seed")
_TIMEOUT_S = 10


def report_lineage(settings: Settings, target: Path) -> int:
    """Send the events of the run whose artifacts are in `target`; return how many were sent.

    Does nothing without GOVHUB_LINEAGE_URL. A catalog that is away never fails a build: a warning says so.
    """
    if not settings.lineage_url or not (target / "run_results.json").exists():
        return 0
    namespace = _namespace(settings.require("warehouse_url"))
    events = list(_events(target, namespace))
    try:
        _send(settings, events)
    except (httpx.HTTPError, OSError) as error:
        logger.warning(
            "A linhagem não foi entregue a GOVHUB_LINEAGE_URL (%s); a construção não foi afetada.", type(error).__name__
        )
        return 0
    return len(events)


def _namespace(url: str) -> str:
    """Return what OpenLineage calls the warehouse."""
    name = engine_name(url)
    return f"{'postgres' if name == 'postgresql' else name}://{server_of(url)}"


def _send(settings: Settings, events: list[dict[str, Any]]) -> None:
    if urlsplit(settings.lineage_url).scheme in {"http", "https"}:
        token = settings.lineage_token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        with httpx.Client(base_url=settings.lineage_url, headers=headers, timeout=_TIMEOUT_S) as client:
            for event in events:
                client.post("/api/v1/lineage", json=event).raise_for_status()
    else:
        file = settings.project_dir / settings.lineage_url
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


def _events(target: Path, namespace: str) -> Iterator[dict[str, Any]]:
    manifest, results = (
        json.loads((target / name).read_text("utf-8")) for name in ("manifest.json", "run_results.json")
    )
    tables = manifest["nodes"] | manifest["sources"]
    for result in results["results"]:
        node, state = tables.get(result["unique_id"], {}), _STATES.get(result["status"])
        if node.get("resource_type") not in _BUILT or state is None or not result["timing"]:
            continue
        moments = sorted(moment[name] for moment in result["timing"] for name in ("started_at", "completed_at"))
        parents = [tables[name] for name in node["depends_on"].get("nodes", []) if name in tables]
        event = {
            "run": {"runId": str(uuid.uuid5(uuid.UUID(results["metadata"]["invocation_id"]), node["unique_id"]))},
            "job": {"namespace": "govhub", "name": node["unique_id"], "facets": {"jobType": _job_type(node)}},
            "inputs": [{"namespace": namespace, "name": _table(parent)} for parent in parents],
            "outputs": [{"namespace": namespace, "name": _table(node)}],
            "producer": _PRODUCER,
            "schemaURL": _SCHEMA,
        }
        yield {"eventType": "START", "eventTime": moments[0], **event}
        yield {"eventType": state, "eventTime": moments[-1], **event}


def _job_type(node: dict[str, Any]) -> dict[str, str]:
    kind = node["resource_type"].upper()
    return {
        "_producer": _PRODUCER,
        "_schemaURL": _JOB_TYPE,
        "processingType": "BATCH",
        "integration": "DBT",
        "jobType": kind,
    }


def _table(node: dict[str, Any]) -> str:
    return f"{node['database']}.{node['schema']}.{node.get('identifier') or node.get('alias') or node['name']}"
