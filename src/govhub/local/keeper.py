"""`python -m govhub.local.keeper NAME PROGRAM ARGUMENT…`: run a service, and again when it dies.

What dies in its first minute was never well: that ends here, and the platform with it. So does what dies too often. Each
death is told in `logs/stack.log`. There is one of these per service, all day, so it imports next to nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from govhub.moments import told

_GRACE_S = 5


@dataclass(frozen=True, slots=True)
class Patience:
    """When a death is forgiven: after `well_s` seconds of life the first time, and `deaths` times in `span_s` seconds."""

    well_s: float = 60
    deaths: int = 8
    span_s: float = 3600
    first_wait_s: float = 1
    longest_wait_s: float = 60

    def wait_s(self, first_life_s: float, deaths: Sequence[float]) -> float | None:
        """Return how long to wait before the next life, given the instants of the deaths so far; null to give up."""
        recent = [death for death in deaths if death > deaths[-1] - self.span_s]
        if first_life_s < self.well_s or len(recent) > self.deaths:
            return None
        return float(min(self.longest_wait_s, self.first_wait_s * 2 ** (len(recent) - 1)))


def keep(name: str, command: Sequence[str], patience: Patience, ending: Callable[[], bool]) -> int:
    """Run a command until it is asked to end or no patience is left; return its exit status, as a shell tells it.

    The command shares this process's group. What it leaves behind when it dies is ended before the next life, for it may
    hold the port.
    """
    born, deaths = time.monotonic(), list[float]()
    while True:
        status = subprocess.Popen(command).wait()
        if ending():
            return _told(status)
        deaths.append(time.monotonic())
        _end_the_rest()
        wait = patience.wait_s(deaths[0] - born, deaths)
        reason = f"pelo sinal {-status}" if status < 0 else f"com o código {status}"
        if wait is None:
            _tell(f"{name} terminou {reason} e não é iniciado de novo: a plataforma é encerrada.")
            return _told(status) or 1
        _tell(f"{name} terminou {reason}; é iniciado de novo em {wait:.0f} s.")
        if _asked_within(wait, ending):
            return _told(status)


def _asked_within(seconds: float, ending: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not ending():
        time.sleep(0.1)
    return ending()


def _tell(line: str) -> None:
    sys.stdout.write(f"{told(datetime.now(UTC))} {line}\n")
    sys.stdout.flush()


def _told(status: int) -> int:
    return 128 - status if status < 0 else status


def _end_the_rest() -> None:
    """End what is left of the group, politely, then not; only where the group is this process's own."""
    if os.getpgrp() != os.getpid():
        return
    left = [process for process in psutil.process_iter() if _is_of_the_group(process.pid)]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=_GRACE_S)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=1)


def _is_of_the_group(pid: int) -> bool:
    try:
        return pid != os.getpid() and os.getpgid(pid) == os.getpgrp()
    except ProcessLookupError:
        return False


def main(arguments: Sequence[str], patience: Patience) -> int:
    """Keep one service until this process's group is told to end."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: asked.append(number))
    name, *command = arguments
    return keep(name, command, patience, lambda: bool(asked))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Patience()))
