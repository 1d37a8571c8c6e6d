"""A stand-in as a process of its own, while something is done with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from govhub.settings import CHECKOUT
from govhub_simulator.server import free_port

HERE = Path(__file__).parent


@contextmanager
def stand_in(folder: Path) -> Iterator[int]:
    """Start Snowflake's stand-in with its log in a folder; yield its port."""
    port = free_port()
    with _served([sys.executable, str(HERE / "stand_in.py"), str(port)], port, folder):
        yield port


@contextmanager
def bigquery_stand_in(folder: Path) -> Iterator[int]:
    """Start BigQuery's stand-in, from the environment of its own, with its tables and its log in a folder; yield its port."""
    python = CHECKOUT / ".venv-crucible" / "bin" / "python"
    assert python.exists(), "make .venv-crucible/.installed makes the environment of BigQuery's stand-in"
    port = free_port()
    with _served([str(python), str(HERE / "bigquery_stand_in.py"), str(port), str(folder)], port, folder):
        yield port


@contextmanager
def _served(command: list[str], port: int, folder: Path) -> Iterator[None]:
    log = folder / "log"
    with log.open("w") as lines:
        process = subprocess.Popen(command, stdout=lines, stderr=lines, cwd=folder)
    try:
        _wait(process, port, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/")
            return
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
