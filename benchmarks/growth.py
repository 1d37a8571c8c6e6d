"""Does the time of a load grow as its rows, and its memory not at all: the same load, ten times as large."""

from __future__ import annotations

import math
from collections.abc import Callable

from benchmarks.measure import Ingestion, Measure, count
from benchmarks.rest import ingest_contracts
from benchmarks.tesouro import ingest_report

_TIMES = 10
_EXPONENT = 1.1
_MEMORY_MIB = 1024
_BYTES_OF_A_LINE = 571  # of the report of notes of commitment, in UTF-16


def measure_growth(lines: int = 1_000_000, contracts: int = 100_000) -> list[Measure]:
    """Load so many lines of the Treasury and so many contracts, and ten times as many of each."""
    return [
        *_growth("tesouro", "linhas", lines, lambda rows: ingest_report(rows * _BYTES_OF_A_LINE)),
        *_growth("bronze", "contratos", contracts, ingest_contracts),
    ]


def _growth(name: str, unit: str, rows: int, ingest: Callable[[int], Ingestion]) -> list[Measure]:
    small, large = ingest(rows), ingest(rows * _TIMES)
    exponent = math.log(large.seconds / small.seconds) / math.log(large.rows / small.rows)
    title = f"{name}: de {count(small.rows)} a {count(large.rows)} {unit}"
    rate, large_rate = small.rows / small.seconds, large.rows / large.seconds
    peak = max(small.peak_mib, large.peak_mib)
    return [
        Measure(f"{title}, linhas por segundo", large_rate, "linhas/s", rate, large_rate / rate, "≥ 0,8"),
        Measure(f"{title}, expoente do tempo", exponent, "", _EXPONENT, exponent / _EXPONENT, "≤ 1"),
        Measure(f"{title}, memória residente máxima", peak, "MiB", _MEMORY_MIB, peak / _MEMORY_MIB, "≤ 1"),
        Measure(
            f"{title}, memória ÷ a da carga menor",
            large.peak_mib,
            "MiB",
            small.peak_mib,
            large.peak_mib / small.peak_mib,
            "≤ 1,2",
        ),
    ]
