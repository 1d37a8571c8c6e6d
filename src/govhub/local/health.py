"""`python -m govhub.local.health SERVICE`: exit status 0 when a service of this container is well.

Only the standard library: it runs twice a minute. What has no port of its own is asked of Airflow's server, which
knows the heartbeats of all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

_COMPONENTS = {"airflow-scheduler": "scheduler", "airflow-dags": "dag_processor", "airflow-triggerer": "triggerer"}
_TIMEOUT_S = 10


def is_well(service: str) -> bool:
    """Tell whether a service answers, or is told to be alive."""
    if service == "airflow-worker":
        app = "airflow.providers.celery.executors.celery_executor.app"
        name = f"worker@{os.uname().nodename}"
        ping = [str(Path(sys.executable).with_name("celery")), "--app", app, "inspect", "ping", "--destination", name]
        return subprocess.run([*ping, "--timeout", "5"], capture_output=True, check=False, timeout=30).returncode == 0
    if service in _COMPONENTS:
        health = json.loads(
            _get(f"{os.environ.get('GOVHUB_AIRFLOW_URL', 'http://airflow-api:8080')}/api/v2/monitor/health")
        )
        return bool((health.get(_COMPONENTS[service]) or {}).get("status") == "healthy")
    addresses = {
        "airflow-api": f"http://127.0.0.1:{os.environ.get('GOVHUB_AIRFLOW_PORT', '8080')}/api/v2/version",
        "airflow-flower": "http://127.0.0.1:5555/healthcheck",
        "superset": f"http://127.0.0.1:{os.environ.get('GOVHUB_SUPERSET_PORT', '8088')}/health",
        "simulator": f"http://127.0.0.1:{os.environ.get('GOVHUB_SIMULATOR_PORT', '8900')}/health",
    }
    _get(addresses[service])
    return True


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
        return content


if __name__ == "__main__":
    try:
        sys.exit(0 if is_well(sys.argv[1]) else 1)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
