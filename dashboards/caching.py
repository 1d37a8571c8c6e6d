"""Where answers are kept: in files, which one machine needs no service for, or in Redis for several.

An answer is good until the dataset changes: `govhub dashboards warm` and every run of dbt set the datasets' time of
change, which is part of every key. The datasets of views, which change with every load, have a shorter timeout of their own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

TIMEOUT_S = 600
_THRESHOLD = 10_000  # files; warming empties the folder, so that it is seldom reached


def cache_config(home: Path, name: str) -> dict[str, Any]:
    """Return the configuration of one cache; each has its own folder or prefix, so that it can be emptied alone."""
    common = {"CACHE_DEFAULT_TIMEOUT": TIMEOUT_S, "CACHE_KEY_PREFIX": f"govhub_{name}_"}
    address = os.environ.get("SUPERSET_REDIS_URL", "")
    if address:
        return {**common, "CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": address}
    return {
        **common,
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": str(home / "cache" / name),
        "CACHE_THRESHOLD": _THRESHOLD,
    }
