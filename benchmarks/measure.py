"""One figure, and how it is taken."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = "600000"  # a source that never asks us to wait


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; `ratio` is value over baseline, in the direction that `aim` tells."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    aim: str


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What one ingestion in a process of its own took; `reading_s` of its seconds until the lake had everything."""

    seconds: float
    reading_s: float
    peak_mib: float
    rows: int


def ingest_once(system: str, resource: str) -> Ingestion:
    """Ingest one resource in a process of its own, with the settings of the environment.

    Raises: RuntimeError with what the process said.
    """
    command = [sys.executable, "-m", "benchmarks.ingest_once", system, resource]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Ingestion(**json.loads(done.stdout.strip().splitlines()[-1]))


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def source(system: str, base_url: str, **more: str) -> dict[str, str]:
    """Return the settings of a source at an address of ours."""
    values = {"base_url": base_url, "per_minute": PER_MINUTE, **more}
    return {f"GOVHUB_SOURCE_{system}_{name}".upper(): value for name, value in values.items()}


def count(number: int) -> str:
    """Return a number as it is read in Brazil: 1.234."""
    return f"{number:,}".replace(",", ".")
