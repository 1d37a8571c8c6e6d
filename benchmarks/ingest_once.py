"""One ingestion in a process of its own: prints its seconds and its peak of resident memory, as JSON.

python -m benchmarks.ingest_once SYSTEM RESOURCE
"""

from __future__ import annotations

import json
import resource
import sys
import time

from govhub.catalog import load_catalog
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
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib, "rows": run.rows_fetched}))


if __name__ == "__main__":
    main(*sys.argv[1:])
