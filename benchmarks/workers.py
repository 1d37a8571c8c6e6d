"""Two systems loaded whole by one and by two Celery workers of a running platform in containers.

python -m benchmarks.workers [--pairs 2]

The platform is up with the profiles demo and celery, as docs/conteineres.md says; the variables of its compose project
are in the environment, and the simulator is replaced by a slow one for the time of the measure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
from rich.console import Console

from govhub.settings import CHECKOUT

_SYSTEMS = ("compras_gov", "transferegov_ted")
_COMPOSE = ("docker", "compose", "--profile", "demo", "--profile", "celery")
_SLOW = ("--file", "compose.yaml", "--file", "benchmarks/workers.yaml")
_PATIENCE_S = 1800


def main() -> None:
    """Measure in pairs, one worker and then two, after one load that is not counted; print seconds and ratios."""
    parser = argparse.ArgumentParser(prog="benchmarks.workers")
    parser.add_argument("--pairs", type=int, default=2)
    pairs = parser.parse_args().pairs
    told = Console()
    with _airflow() as airflow:
        airflow.patch("/api/v2/dags/transform", json={"is_paused": True}).raise_for_status()
        _compose(*_SLOW, "up", "--detach", "--wait", "--no-deps", "simulator")
        try:
            _workers(2)
            told.print(f"carga que não conta: {_load(airflow):.0f} s")
            for _ in range(pairs):
                taken = []
                for workers in (1, 2):
                    _workers(workers)
                    taken.append(_load(airflow))
                told.print(f"um worker {taken[0]:.0f} s, dois {taken[1]:.0f} s, razão {taken[1] / taken[0]:.2f}")
        finally:
            _compose("up", "--detach", "--wait", "--no-deps", "simulator")
            airflow.patch("/api/v2/dags/transform", json={"is_paused": False}).raise_for_status()


@contextmanager
def _airflow() -> Iterator[httpx.Client]:
    """Open a client of Airflow's API, logged in with the secrets of the platform."""
    secrets = Path(os.environ["GOVHUB_SECRETS_FOLDER"])
    told = {
        name: (secrets / f"AIRFLOW_ADMIN_{name.upper()}").read_text(encoding="utf-8")
        for name in ("username", "password")
    }
    address = f"http://127.0.0.1:{os.environ.get('GOVHUB_AIRFLOW_PORT', '8080')}"
    with httpx.Client(base_url=address, timeout=60) as client:
        token = client.post("/auth/token", json=told).raise_for_status().json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def _compose(*arguments: str) -> None:
    subprocess.run([*_COMPOSE, *arguments], cwd=CHECKOUT, check=True, capture_output=True)


def _workers(number: int) -> None:
    _compose("up", "--detach", "--wait", "--no-deps", "--scale", f"airflow-worker={number}", "airflow-worker")


def _load(airflow: httpx.Client) -> float:
    """Load both systems whole; return the seconds from the first task's start to the last one's end.

    Raises: RuntimeError when a run does not succeed.
    """
    runs = {}
    for system in _SYSTEMS:
        given = {"logical_date": None, "conf": {"completa": True}}
        answer = airflow.post(f"/api/v2/dags/ingest_{system}/dagRuns", json=given).raise_for_status()
        runs[system] = f"/api/v2/dags/ingest_{system}/dagRuns/{answer.json()['dag_run_id']}"
    deadline = time.monotonic() + _PATIENCE_S
    for system, path in runs.items():
        while (state := airflow.get(path).raise_for_status().json()["state"]) not in {"success", "failed"}:
            if time.monotonic() > deadline:
                raise RuntimeError(f"ingest_{system} did not end")
            time.sleep(2)
        if state != "success":
            raise RuntimeError(f"ingest_{system} failed")
    tasks = [
        task
        for path in runs.values()
        for task in airflow.get(f"{path}/taskInstances", params={"limit": 100})
        .raise_for_status()
        .json()["task_instances"]
        if task["start_date"] and task["end_date"]
    ]
    started = min(datetime.fromisoformat(task["start_date"]) for task in tasks)
    return (max(datetime.fromisoformat(task["end_date"]) for task in tasks) - started).total_seconds()


if __name__ == "__main__":
    main()
