"""The real stack, once per session: `govhub up --demo --detach` on free ports and in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from dotenv import dotenv_values

from govhub.local.processes import marked_processes
from govhub_simulator.server import free_port, free_ports

GOVHUB = [sys.executable, "-m", "govhub.cli"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker: they share one stack."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("pilha"))


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack and how to reach it."""

    home: Path
    environment: dict[str, str]
    secrets: dict[str, str]
    output: str

    @property
    def superset_url(self) -> str:
        return f"http://127.0.0.1:{self.environment['GOVHUB_SUPERSET_PORT']}"

    @property
    def airflow_url(self) -> str:
        return f"http://127.0.0.1:{self.environment['GOVHUB_AIRFLOW_PORT']}"

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.environment['GOVHUB_SIMULATOR_PORT']}"

    def govhub(self, *arguments: str, check: bool = True, timeout: float = 1200) -> subprocess.CompletedProcess[str]:
        finished = subprocess.run(
            [*GOVHUB, *arguments], env=self.environment, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert not check or finished.returncode == 0, finished.stderr[-3000:] + finished.stdout[-2000:]
        return finished


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("pilha")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GOVHUB_", "AIRFLOW", "SUPERSET_", "DBT_"))
    }
    environment = inherited | {
        "GOVHUB_ENV_FILE": str(folder / ".env"),
        "GOVHUB_HOME": str(folder / "home"),
        "COLUMNS": "200",
        "GOVHUB_DASHBOARDS_PUBLIC": "true",
        **{f"GOVHUB_{part}_PORT": str(free_port()) for part in ("POSTGRES", "AIRFLOW", "SUPERSET")},
        "GOVHUB_SIMULATOR_PORT": str(free_ports(3)),
    }
    try:
        started = subprocess.run(
            [*GOVHUB, "up", "--demo", "--detach"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=2400,
            check=False,
        )
        secrets = {name: str(value) for name, value in dotenv_values(folder / ".env").items()}
        logs = "\n".join(file.read_text(errors="replace")[-3000:] for file in (folder / "home" / "logs").glob("*.log"))
        assert started.returncode == 0, started.stderr[-3000:] + logs
        yield Stack(folder / "home", environment, secrets, started.stdout)
    finally:
        subprocess.run([*GOVHUB, "down"], env=environment, capture_output=True, timeout=300, check=False)
        for process in marked_processes(folder / "home"):
            process.kill()
        cluster = next(
            (p for p in psutil.process_iter(["name", "cmdline"]) if str(folder) in " ".join(p.info["cmdline"] or [])),
            None,
        )
        shutil.rmtree(folder, ignore_errors=True)
        assert cluster is None, "a process of the stack is left"
