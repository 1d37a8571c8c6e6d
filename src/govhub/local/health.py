"""`python -m govhub.local.health SERVICE`: exit status 0 when a service of this container is well.

Light on purpose, for it runs all the time. What has no port of its own is asked of Airflow's server, which
knows the heartbeats of all.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path

_COMPONENTS = {"airflow-scheduler": "scheduler", "airflow-dags": "dag_processor", "airflow-triggerer": "triggerer"}
_TIMEOUT_S = 10
_ROUND_S = 3600


def is_well(service: str) -> bool:
    """Tell whether a service answers, or is told to be alive."""
    if service == "airflow-worker":
        return _worker_answers(f"worker@{os.uname().nodename}")
    if service == "superset-work":  # a round takes as long as its reports
        beat = Path(os.environ.get("GOVHUB_HOME", ".govhub")) / "superset" / "work.heartbeat"
        return time.time() - beat.stat().st_mtime < _ROUND_S
    if service in _COMPONENTS:
        health = json.loads(
            _get(f"{os.environ.get('GOVHUB_AIRFLOW_URL', 'http://airflow-api:8080')}/api/v2/monitor/health")
        )
        return bool((health.get(_COMPONENTS[service]) or {}).get("status") == "healthy")
    addresses = {
        "airflow-api": f"http://127.0.0.1:{os.environ.get('GOVHUB_AIRFLOW_PORT', '8080')}/api/v2/version",
        "airflow-flower": "http://127.0.0.1:5555/healthcheck",
        "superset": f"http://127.0.0.1:{os.environ.get('GOVHUB_SUPERSET_PORT', '8088')}/health",
        "metrics": f"http://127.0.0.1:{os.environ.get('GOVHUB_METRICS_PORT', '9464')}/metrics",
        "simulator": f"http://127.0.0.1:{os.environ.get('GOVHUB_SIMULATOR_PORT', '8900')}/health",
    }
    _get(addresses[service])
    return True


def _worker_answers(name: str) -> bool:
    """Ask a worker through the queue, without Airflow, which would take seconds to load."""
    from celery import Celery

    folder = Path(os.environ.get("GOVHUB_SECRETS_DIR", "/run/secrets"))
    address = os.environ.get("GOVHUB_REDIS_URL") or (folder / "GOVHUB_REDIS_URL").read_text(encoding="utf-8").strip()
    with Celery(broker=address) as queue:
        return name in (queue.control.inspect(destination=[name], timeout=5).ping() or {})


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    try:
        sys.exit(0 if is_well(sys.argv[1]) else 1)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
