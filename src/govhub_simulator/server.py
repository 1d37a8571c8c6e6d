"""The simulator as a process of its own, for tests and benchmarks."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from govhub_simulator.addresses import Addresses
from govhub_simulator.systems import environment

_START_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator, and a connection to it."""

    at: Addresses
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60), compare=False)

    @property
    def url(self) -> str:
        """Address of the plain listener."""
        return self.at.http

    def environment(self) -> dict[str, str]:
        """Return the settings GOVHUB_SOURCE_* of a client of every system."""
        return environment(self.at)

    @property
    def compras_gov(self) -> str:
        """Base address of Compras.gov."""
        return f"{self.url}/compras_gov/api"

    def arm(self, kind: str, path: str = "*", **options: Any) -> None:
        """Arm a fault."""
        self.http.post(f"{self.url}/admin/faults", json={"kind": kind, "path": path, **options}).raise_for_status()

    def disarm(self) -> dict[str, int]:
        """Remove every fault; return how often each kind had struck."""
        struck: dict[str, int] = self.http.get(f"{self.url}/admin/faults").json()["struck"]
        self.http.delete(f"{self.url}/admin/faults").raise_for_status()
        return struck

    def advance(self, days: int) -> None:
        """Let days pass."""
        self.http.post(f"{self.url}/admin/advance", params={"days": days}).raise_for_status()

    def metrics(self) -> dict[str, Any]:
        """Return what clients did since the last reset."""
        report: dict[str, Any] = self.http.get(f"{self.url}/admin/metrics").json()
        return report

    def reset_metrics(self) -> None:
        """Count from zero."""
        self.http.delete(f"{self.url}/admin/metrics").raise_for_status()

    def get(self, path: str) -> Any:
        """Return the JSON of a path."""
        return self.http.get(self.url + path).raise_for_status().json()


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """Return the first of several ports in a row that nobody listens on."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first: int = probe.getsockname()[1]
        if first + count < 65535 and all(_is_free(first + step) for step in range(1, count)):
            return first
    raise RuntimeError("no free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def serve(
    files: Path, *, scale: int = 60, seed: int = 42, orgaos_file: Path | None = None, latency_ms: float = 0
) -> Iterator[Simulator]:
    """Run a simulator of every system on free ports until the block ends; `files` is the folder of its certificates."""
    at = Addresses(free_ports(3), files)
    command = [sys.executable, "-m", "govhub_simulator", "--port", str(at.port), "--files", str(files)]
    command += ["--scale", str(scale), "--seed", str(seed), "--latency-ms", str(latency_ms)]
    command += ["--orgaos-file", str(orgaos_file)] if orgaos_file else []
    process = subprocess.Popen(command)
    try:
        simulator = Simulator(at)
        _wait(simulator, process)
        yield simulator
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(simulator: Simulator, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the simulator ended with status {process.returncode}")
        try:
            simulator.http.get(f"{simulator.url}/health", timeout=2).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the simulator did not become ready")
