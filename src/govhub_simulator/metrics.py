"""What clients did: how many requests, how many at once, how many in a window of time."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Metrics:
    """Counters since the last reset."""

    by_path: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    max_in_flight: int = 0
    max_per_second: int = 0
    max_per_minute: int = 0
    _arrivals: deque[float] = field(default_factory=deque)

    def begin(self, path: str) -> None:
        """Count a request that arrived."""
        now = time.monotonic()
        self.by_path[path] += 1
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        self._arrivals.append(now)
        while self._arrivals[0] <= now - 60:
            self._arrivals.popleft()
        self.max_per_minute = max(self.max_per_minute, len(self._arrivals))
        last_second = (
            sum(1 for arrival in reversed(self._arrivals) if arrival > now - 1) if len(self._arrivals) < 5000 else 0
        )
        self.max_per_second = max(self.max_per_second, last_second)

    def end(self) -> None:
        """Count a request that was answered."""
        self.in_flight -= 1

    def report(self) -> dict[str, object]:
        """Return the counters."""
        return {
            "requests": self.by_path.total(),
            "by_path": dict(self.by_path.most_common(200)),
            "max_in_flight": self.max_in_flight,
            "max_per_second": self.max_per_second,
            "max_per_minute": self.max_per_minute,
        }
