"""A container engine, the platform in it, and what tests ask of both."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from govhub.settings import CHECKOUT

PROFILES = ("demo", "celery")
ENDED = frozenset({"success", "failed"})


@dataclass(frozen=True, slots=True)
class Platform:
    """The compose project of one test run."""

    environment: dict[str, str]
    secrets: Path

    def compose(self, *arguments: str, check: bool = True, timeout: float = 900, over: str = "") -> str:
        """Run docker compose with both profiles, and with a file over the main one; return what it wrote."""
        profiles = [part for profile in PROFILES for part in ("--profile", profile)]
        files = ["--file", "compose.yaml", "--file", over] if over else []
        try:
            return self.docker("compose", *files, *profiles, *arguments, check=check, timeout=timeout)
        except AssertionError as error:  # what failed says so in its own log, and `down` takes it away
            said = self.docker(
                "compose", *files, *profiles, "logs", "--no-color", "--tail", "40", "prepare", check=False
            )
            raise AssertionError(f"{error}\n{said[-4000:]}") from None

    def docker(self, *arguments: str, check: bool = True, timeout: float = 900) -> str:
        done = subprocess.run(
            ["docker", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert not check or done.returncode == 0, (
            f"docker {' '.join(arguments)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
        return done.stdout + done.stderr

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """Return what the engine knows of every container of a service, or of all."""
        names = self.compose("ps", "--all", "--quiet", *([service] if service else [])).split()
        return list(json.loads(self.docker("inspect", *names))) if names else []

    def sql(self, query: str) -> list[tuple[str, ...]]:
        """Ask the warehouse as its administrator, inside the database's container."""
        script = (
            f'PGPASSWORD="$(cat /run/secrets/{SUPERUSER})" psql -h 127.0.0.1 -U postgres -d govhub -AtF"|" -c "$QUERY"'
        )
        out = self.compose("exec", "-T", "--env", f"QUERY={query}", "postgres", "sh", "-c", script)
        return [tuple(line.split("|")) for line in out.strip().splitlines()]

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text(encoding="utf-8")

    @contextmanager
    def airflow(self) -> Iterator[httpx.Client]:
        """Open a client of Airflow's API, logged in."""
        address = f"http://127.0.0.1:{self.environment['GOVHUB_AIRFLOW_PORT']}"
        told = {"username": self.secret("AIRFLOW_ADMIN_USERNAME"), "password": self.secret("AIRFLOW_ADMIN_PASSWORD")}
        with httpx.Client(base_url=address, timeout=60) as client:
            token = client.post("/auth/token", json=told).raise_for_status().json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client

    def trigger(self, dag: str) -> str:
        with self.airflow() as airflow:
            answer = airflow.post(f"/api/v2/dags/{dag}/dagRuns", json={"logical_date": None})
            return str(answer.raise_for_status().json()["dag_run_id"])

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        """Return the task instances of a run; a database that starts again is waited for."""
        for _ in range(30):
            try:
                with self.airflow() as airflow:
                    path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances"
                    return list(airflow.get(path, params={"limit": 100}).raise_for_status().json()["task_instances"])
            except httpx.HTTPError:
                time.sleep(2)
        raise AssertionError(f"Airflow does not answer about {dag}")

    def wait(self, dag: str, run: str, timeout_s: float = 900) -> str:
        """Return the state in which a run ended."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            try:
                with self.airflow() as airflow:
                    state = airflow.get(f"/api/v2/dags/{dag}/dagRuns/{run}").raise_for_status().json()["state"]
                if state in ENDED:
                    return str(state)
            except httpx.HTTPError:  # its database starts again
                pass
            time.sleep(3)
        raise AssertionError(f"{dag} did not end: {[(t['task_id'], t['state']) for t in self.tasks(dag, run)]}")


SUPERUSER = "GOVHUB_POSTGRES_SUPERUSER_PASSWORD"


def engine() -> tuple[dict[str, str], str]:
    """Return the variables of a client of an engine with compose, and how to stop the engine; none is empty.

    A running engine is used; else the one of the developers' shared folder is started, which needs root.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GOVHUB_", "COMPOSE_"))}
    if _answers(inherited):
        return inherited, ""
    tools = CHECKOUT.parent / "shared" / "tools" / "containers"
    if not (tools / "engine-up.sh").is_file() or os.geteuid() != 0:
        return {}, ""
    started = subprocess.run([str(tools / "engine-up.sh")], capture_output=True, text=True, timeout=600, check=False)
    words = started.stdout.removeprefix("export ").split()
    environment = inherited | dict(word.split("=", 1) for word in words if "=" in word)
    return (environment, str(tools / "engine-down.sh")) if _answers(environment) else ({}, "")


def _answers(environment: dict[str, str]) -> bool:
    try:
        said = subprocess.run(["docker", "compose", "version"], env=environment, capture_output=True, check=False)
        runs = subprocess.run(["docker", "info"], env=environment, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return said.returncode == 0 and runs.returncode == 0
