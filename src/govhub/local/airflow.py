"""Airflow: its processes, its metadata database, and the REST calls that the walk needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from govhub.catalog import Catalog
from govhub.errors import ConfigurationError
from govhub.settings import Settings

_PAGE = 100


def prepare_airflow(settings: Settings, environment: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Write the password file and bring the metadata database up to date.

    Raises: ConfigurationError when the migration fails; its output is in the log.
    """
    keep_password(Path(environment["AIRFLOW_HOME"]), secrets)
    log = settings.home / "logs" / "airflow-migrate.log"
    with log.open("w", encoding="utf-8") as output:
        migrated = subprocess.run(
            [_program("airflow"), "db", "migrate"],
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            check=False,
        )
    if migrated.returncode:
        raise ConfigurationError(
            "O banco do Airflow não pôde ser preparado", where=str(log), todo="Veja o registro e tente de novo."
        )
    if settings.airflow_login == "fab":
        make_administrator(settings, environment, secrets)


def make_administrator(settings: Settings, environment: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Make the account of the administrator, or give it the password of today, where Airflow has accounts.

    Raises: ConfigurationError; the output is in the log.
    """
    log = settings.home / "logs" / "airflow-administrator.log"
    told = {name: secrets[name] for name in ("AIRFLOW_ADMIN_USERNAME", "AIRFLOW_ADMIN_PASSWORD")}
    script = settings.project_dir / "deploy" / "airflow" / "administrator.py"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [sys.executable, str(script)],
            env={**os.environ, **environment, **told},
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode:
        raise ConfigurationError(
            "O administrador do Airflow não pôde ser criado", where=str(log), todo="Veja o registro e tente de novo."
        )


def keep_password(home: Path, secrets: Mapping[str, str]) -> None:
    """Write the administrator's password where Airflow's server looks for it."""
    home.mkdir(parents=True, exist_ok=True)
    passwords = home / "passwords.json"
    passwords.touch(mode=0o600)
    passwords.write_text(
        json.dumps({secrets["AIRFLOW_ADMIN_USERNAME"]: secrets["AIRFLOW_ADMIN_PASSWORD"]}), encoding="utf-8"
    )


def make_pools(environment: Mapping[str, str], pools: Mapping[str, str], slots: int = 1) -> None:
    """Make the pools that are not there, by name and description, without a server.

    Raises: ConfigurationError when Airflow refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pools.json"
        known = _airflow_json(environment, ["pools", "list", "--output", "json"])
        missing = {
            name: {"slots": slots, "description": text, "include_deferred": False}
            for name, text in pools.items()
            if name not in {pool["pool"] for pool in known}
        }
        file.write_text(json.dumps(missing), encoding="utf-8")
        if missing:
            run_airflow(environment, ["pools", "import", str(file)])


def airflow_commands() -> dict[str, list[str]]:
    """Return the processes of Airflow on one machine, by name."""
    program = _program("airflow")
    return {
        "airflow-api": [program, "api-server"],
        "airflow-scheduler": [program, "scheduler"],
        "airflow-dags": [program, "dag-processor"],
        "airflow-triggerer": [program, "triggerer"],
    }


def celery_commands(concurrency: int, name: str) -> dict[str, list[str]]:
    """Return the processes that share the work of several machines; a worker is told apart by the name of its machine."""
    program = _program("airflow")
    worker = ["--concurrency", str(concurrency), "--celery-hostname", f"worker@{name}", "--without-mingle"]
    return {"airflow-worker": [program, "celery", "worker", *worker], "airflow-flower": [program, "celery", "flower"]}


def pool_texts(catalog: Catalog) -> dict[str, str]:
    """Return the pools of the sources, or hosts, and what is said of each."""
    return {name: f"Recursos de {name} ao mesmo tempo" for name in sorted({s.slot for s in catalog.systems.values()})}


class AirflowClient:
    """The REST API of a running Airflow, as its administrator."""

    def __init__(self, settings: Settings, secrets: Mapping[str, str]) -> None:
        self._http = httpx.Client(base_url=settings.airflow_url, timeout=30)
        self._credentials = {
            "username": secrets["AIRFLOW_ADMIN_USERNAME"],
            "password": secrets["AIRFLOW_ADMIN_PASSWORD"],
        }

    def is_ready(self) -> bool:
        """Tell whether every component reports itself healthy."""
        try:
            health = self._http.get("/api/v2/monitor/health").raise_for_status().json()
        except httpx.HTTPError:
            return False
        components = ("metadatabase", "scheduler", "triggerer", "dag_processor")
        return all((health.get(name) or {}).get("status") == "healthy" for name in components)

    def login(self) -> None:
        """Take a token."""
        token = self._http.post("/auth/token", json=self._credentials).raise_for_status().json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def ensure_pools(self, catalog: Catalog, slots: int = 1) -> None:
        """Make one pool per source, or host. One slot: the declared politeness holds for one resource at a time."""
        for name, text in pool_texts(catalog).items():
            pool = {"name": name, "slots": slots, "description": text, "include_deferred": False}
            if self._http.get(f"/api/v2/pools/{name}").status_code == httpx.codes.NOT_FOUND:
                self._http.post("/api/v2/pools", json=pool).raise_for_status()

    def known_dags(self) -> set[str]:
        """Return the DAGs that were parsed."""
        return {dag["dag_id"] for dag in self._get("/api/v2/dags", limit=100)["dags"]}

    def import_errors(self) -> list[str]:
        """Return the files that could not be imported, with the last line of the reason."""
        errors = self._get("/api/v2/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}" for error in errors]

    def trigger(self, dag_id: str) -> str:
        """Start a run; return its id."""
        response = self._http.post(f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None})
        run_id: str = response.raise_for_status().json()["dag_run_id"]
        return run_id

    def pause(self, dag_id: str, paused: bool) -> None:
        """Let a DAG rest, or wake it; what its Assets tell meanwhile does not start it."""
        self._http.patch(f"/api/v2/dags/{dag_id}", json={"is_paused": paused}).raise_for_status()

    def runs_since(self, dag_id: str, since: str) -> list[dict[str, Any]]:
        """Return the runs of a DAG that were queued after an instant (ISO 8601), oldest first."""
        found = self._get(f"/api/v2/dags/{dag_id}/dagRuns", limit=20, order_by="-run_after", run_after_gte=since)
        runs: list[dict[str, Any]] = found["dag_runs"]
        return runs[::-1]

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """Return a run."""
        return self._get(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")

    def task_states(self, dag_id: str, run_id: str) -> dict[str, str | None]:
        """Return the state of every task of a run."""
        states: dict[str, str | None] = {}
        while True:
            found = self._get(
                f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances", limit=_PAGE, offset=len(states), order_by="id"
            )
            states |= {task["task_id"]: task["state"] for task in found["task_instances"]}
            if len(found["task_instances"]) < _PAGE:
                return states

    def _get(self, path: str, **params: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.get(path, params=params).raise_for_status().json()
        return answer


def run_airflow(environment: Mapping[str, str], arguments: list[str]) -> str:
    """Run one of Airflow's commands; return what it wrote.

    Raises: ConfigurationError when Airflow refuses.
    """
    done = subprocess.run(
        [_program("airflow"), *arguments],
        env={**os.environ, **environment, "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ConfigurationError(
            f"O Airflow recusou `{' '.join(arguments[:2])}`", todo="Veja o motivo repetindo o comando à mão."
        )
    return done.stdout


def _airflow_json(environment: Mapping[str, str], arguments: list[str]) -> list[dict[str, str]]:
    """Return the table that a command wrote, which other lines may come before."""
    written = run_airflow(environment, arguments)
    rows: list[dict[str, str]] = json.loads(written[written.index("[") :])
    return rows


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
