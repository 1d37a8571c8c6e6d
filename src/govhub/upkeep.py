"""What keeps the house small: old logs, and lake files of runs that never came to be."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from govhub.catalog import Catalog
from govhub.lake.runs import sweep_incomplete
from govhub.lake.storage import Storage
from govhub.settings import Settings

# The secret comes from the environment of who runs it, so that it is in no rendered template and in no argument; tasks
# reach the metadata database by no other way. What follows is the instant before which runs are dropped.
CLEAN_METADATA = (
    'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="$AIRFLOW_METADATA_URL" airflow db clean --yes --skip-archive'
    " --clean-before-timestamp"
)


def clean_logs(settings: Settings, keep_days: int) -> int:
    """Delete log files not written for so many days; return how many."""
    oldest = time.time() - keep_days * 86_400
    stale = [
        file for file in (settings.home / "logs").rglob("*.log") if file.is_file() and file.stat().st_mtime < oldest
    ]
    for file in stale:
        file.unlink(missing_ok=True)
    return len(stale)


def sweep_lake(settings: Settings, catalog: Catalog, keep_days: int) -> int:
    """Delete the files of incomplete runs older than so many days; return how many. Complete runs are never touched."""
    storage = Storage(settings.lake_url)
    before = datetime.now(UTC) - timedelta(days=keep_days)
    return sum(
        len(sweep_incomplete(storage, system.name, resource, before))
        for system in catalog.systems.values()
        for resource in system.resources
    )
