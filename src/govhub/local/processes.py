"""Long-running processes of the stack under one supervisor (honcho), and how to be rid of all of them.

Every process carries GOVHUB_STACK=<home> in its environment, so that whatever survives a killed
supervisor is still found. `python -m govhub.local.processes FILE` is the supervisor.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "GOVHUB_STACK"
_STOP_TIMEOUT_S = 25
_NAMES = "services.txt"


@dataclass(frozen=True, slots=True)
class Service:
    """One process: its command line and what it needs in its environment."""

    name: str
    command: list[str]
    environment: Mapping[str, str]


def start_supervisor(home: Path, services: list[Service]) -> None:
    """Start the services below a supervisor of its own session, its output in `logs/stack.log`."""
    run = home / "run"
    run.mkdir(parents=True, exist_ok=True)
    plan = run / "services.json"
    plan.touch(mode=0o600)
    plan.write_text(
        json.dumps([{"name": s.name, "command": s.command, "environment": dict(s.environment)} for s in services])
    )
    with (home / "logs" / "stack.log").open("a", encoding="utf-8") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "govhub.local.processes", str(plan)],
            env={**os.environ, MARK: str(home), "SPT_NOENV": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=home,
        )
    (run / "supervisor.pid").write_text(f"{supervisor.pid} {psutil.Process(supervisor.pid).create_time()}")
    (run / _NAMES).write_text("\n".join(service.name for service in services), encoding="utf-8")


def started_services(home: Path) -> list[str]:
    """Return the names of what the supervisor of a home was given to start; none if it was ended."""
    try:
        return (home / "run" / _NAMES).read_text(encoding="utf-8").split()
    except OSError:
        return []


def supervisor_runs(home: Path) -> bool:
    """Tell whether the supervisor of a home is alive."""
    return _supervisor(home) is not None


def supervisor_started(home: Path) -> float | None:
    """Return when the living supervisor of a home was started, in seconds since 1970; null if there is none."""
    supervisor = _supervisor(home)
    return supervisor.create_time() if supervisor is not None else None


def stop_all(home: Path) -> int:
    """Stop the supervisor and everything that carries the home's mark; return how many had to be killed."""
    supervisor = _supervisor(home)
    if supervisor is not None:
        supervisor.terminate()
        psutil.wait_procs([supervisor], timeout=_STOP_TIMEOUT_S)
    remaining = marked_processes(home)
    for process in remaining:
        _quietly(process.terminate)
    _, alive = psutil.wait_procs(remaining, timeout=_STOP_TIMEOUT_S)
    for process in [*alive, *marked_processes(home)]:
        _quietly(process.kill)
    psutil.wait_procs(alive, timeout=5)
    for name in ("supervisor.pid", "services.json", _NAMES):
        (home / "run" / name).unlink(missing_ok=True)
    return len(alive)


def marked_processes(home: Path) -> list[psutil.Process]:
    """Return the processes of the stack of a home, except this one and its ancestors."""
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        if process.pid in mine or not _is_marked(process, home):
            continue
        found[process.pid] = process
        for child in _children(process):
            found.setdefault(child.pid, child)
    return list(found.values())


def _is_marked(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(home)
    except (psutil.Error, OSError):
        return False


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _supervisor(home: Path) -> psutil.Process | None:
    try:
        pid, created = (home / "run" / "supervisor.pid").read_text().split()
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(created)) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, psutil.Error):
        return None
    return process if same else None


def _quietly(action: Callable[[], None]) -> None:
    try:
        action()
    except psutil.NoSuchProcess:
        return


def supervise(plan: Path) -> int:
    """Run the services of a plan, each below a keeper, until one is given up or a signal comes; then end them all."""
    from honcho.manager import Manager

    services = json.loads(plan.read_text(encoding="utf-8"))
    plan.unlink()  # it holds secrets, and the children have them by now
    manager = Manager()
    for service in services:
        kept = [sys.executable, "-m", "govhub.local.keeper", service["name"], *service["command"]]
        manager.add_process(service["name"], shlex.join(["exec", *kept]), env={**os.environ, **service["environment"]})
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1])))
