"""One ingestion in a process of its own: prints its seconds, those until the lake had it, and its peak of memory, as JSON.

python -m benchmarks.ingest_once SYSTEM RESOURCE
"""

from __future__ import annotations

import json
import resource
import sys
import time

from govhub.catalog import load_catalog
from govhub.lake.runs import read_manifest
from govhub.pipeline import Workplace, ingest_resource
from govhub.settings import load_settings


def main(system: str, name: str) -> None:
    """Ingest one resource of whatever source the environment names."""
    settings = load_settings()
    place = Workplace.of(settings, load_catalog(settings))
    started = time.perf_counter()
    run = ingest_resource(place, system, name)
    seconds = time.perf_counter() - started
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read_at = read_manifest(place.storage, run.lake_path or "").extracted_at
    figures = {
        "seconds": seconds,
        "reading_s": (read_at - run.started_at).total_seconds(),
        "peak_mib": peak_mib,
        "rows": run.rows_fetched,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
