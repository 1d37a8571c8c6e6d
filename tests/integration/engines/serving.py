"""The stand-in as a process of its own, while something is done with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from govhub_simulator.server import free_port


@contextmanager
def stand_in(folder: Path) -> Iterator[int]:
    """Start the stand-in with its log in a folder; yield its port."""
    port, log = free_port(), folder / "log"
    with log.open("w") as lines:
        command = [sys.executable, str(Path(__file__).with_name("stand_in.py")), str(port)]
        process = subprocess.Popen(command, stdout=lines, stderr=lines, cwd=folder)
    try:
        _wait(process, port, log)
        yield port
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
