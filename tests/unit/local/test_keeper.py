"""A service that dies is started again; one that was never well, or dies too often, is given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from govhub.local.keeper import Patience
from govhub_simulator.server import free_port

# The service that is kept: it leaves a child that holds a port, and notes each life.
SERVICE = """
import os, socket, sys, time
lives, port = sys.argv[1], int(sys.argv[2])
held = socket.socket()
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
held.bind(("127.0.0.1", port))
held.listen()
held.set_inheritable(True)
child = os.fork()
if child == 0:
    time.sleep(60)
with open(lives, "a") as file:
    file.write(f"{os.getpid()} {child}\\n")
time.sleep(60)
"""
KEEP = """
import sys
from govhub.local import keeper
sys.exit(keeper.main(sys.argv[1:], keeper.Patience(well_s=%s, deaths=2, first_wait_s=0.01)))
"""


def started(folder: Path, *, well_s: float, service: str = SERVICE) -> subprocess.Popen[str]:
    """Start a keeper as the supervisor does, with a patience that a test has time for."""
    command = [sys.executable, "-c", KEEP % well_s, "airflow-scheduler", sys.executable, "-c", service]
    return subprocess.Popen(
        [*command, str(folder / "vidas"), str(free_port())], stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def life(folder: Path, number: int) -> tuple[int, int]:
    """Wait for a life of the service; return its process and the child that it left."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        lives = (folder / "vidas").read_text().splitlines() if (folder / "vidas").exists() else []
        if len(lives) >= number:
            service, child = map(int, lives[number - 1].split())
            return service, child
        time.sleep(0.05)
    raise AssertionError(f"there was no life {number}")


def ended(keeper: subprocess.Popen[str]) -> tuple[int, list[str]]:
    said, _ = keeper.communicate(timeout=20)
    return keeper.returncode, [line.split(" ", 2)[2] for line in said.splitlines()]


def test_a_service_that_is_killed_is_started_again_without_what_it_left_behind(tmp_path: Path) -> None:
    keeper = started(tmp_path, well_s=0)
    first, left = life(tmp_path, 1)
    os.kill(first, signal.SIGKILL)
    second, other = life(tmp_path, 2)  # it could take the port

    assert not psutil.pid_exists(left)
    os.killpg(keeper.pid, signal.SIGTERM)
    status, said = ended(keeper)
    assert status == 128 + signal.SIGTERM
    assert said == ["airflow-scheduler terminou pelo sinal 9; é iniciado de novo em 0 s."]
    assert not psutil.pid_exists(second)
    psutil.wait_procs([psutil.Process(other)] if psutil.pid_exists(other) else [], timeout=5)
    assert len((tmp_path / "vidas").read_text().splitlines()) == 2


def test_a_service_that_was_never_well_is_not_started_again(tmp_path: Path) -> None:
    keeper = started(tmp_path, well_s=60, service="raise SystemExit(3)")

    assert ended(keeper) == (
        3,
        ["airflow-scheduler terminou com o código 3 e não é iniciado de novo: a plataforma é encerrada."],
    )


def test_a_service_that_dies_too_often_is_given_up(tmp_path: Path) -> None:
    status, said = ended(started(tmp_path, well_s=0, service="raise SystemExit(0)"))

    assert status == 1
    assert [line.removeprefix("airflow-scheduler terminou com o código 0") for line in said] == [
        "; é iniciado de novo em 0 s.",
        "; é iniciado de novo em 0 s.",
        " e não é iniciado de novo: a plataforma é encerrada.",
    ]


@pytest.mark.parametrize(
    ("deaths", "wait"),
    [([100], 1), ([100, 200, 300], 4), ([100, 101, 102, 103, 104, 105, 106], 60), ([100, 3800], 1)],
    ids=["the first", "the third", "no longer than a minute", "an hour later it is the first again"],
)
def test_each_death_is_waited_for_longer(deaths: list[float], wait: float) -> None:
    assert Patience().wait_s(60, deaths) == wait


def test_patience_ends_with_the_ninth_death_of_an_hour() -> None:
    assert Patience().wait_s(60, [100.0 + n for n in range(8)]) == 60
    assert Patience().wait_s(60, [100.0 + n for n in range(9)]) is None
    assert Patience().wait_s(59, [100.0]) is None
